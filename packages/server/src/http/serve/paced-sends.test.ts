import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { PacedSends } from "./paced-sends.ts";

const all = (count: number) => Array.from({ length: count }, (_, n) => n);

it("sends to a few at once, without waiting", () => {
  const sends = new PacedSends();
  const sent: number[] = [];
  for (const n of all(16)) sends.add(() => void sent.push(n));
  expect(sent).toEqual(all(16));
  sends.close();
});

it("sends to thousands in order, a few at a time, and lets others in between", async () => {
  const sends = new PacedSends();
  const sent: number[] = [];
  let longest = 0;
  let before = 0;
  const look = setInterval(() => {
    longest = Math.max(longest, sent.length - before);
    before = sent.length;
  }, 1);
  for (const n of all(5000)) sends.add(() => void sent.push(n));
  expect(sent.length).toBeLessThan(20);
  for (const deadline = Date.now() + 10_000; sent.length < 5000 && Date.now() < deadline; ) await sleep(5);
  clearInterval(look);
  expect(sent).toEqual(all(5000));
  // Not all in one go, even where timers run late.
  expect(longest).toBeLessThan(2500);
  sends.add(() => void sent.push(5000));
  await sleep(10);
  sends.add(() => void sent.push(5001));
  expect(sent.slice(5000)).toEqual([5000, 5001]);
  sends.close();
});

it("sends nothing any more once it is closed", async () => {
  const sends = new PacedSends();
  let sent = 0;
  const send = () => {
    sent += 1;
  };
  for (const _ of all(100)) sends.add(send);
  sends.close();
  await sleep(30);
  expect(sent).toBe(16);
});
