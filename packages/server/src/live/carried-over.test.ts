import { expect, it } from "vitest";
import { sumCounters } from "../domain/process-report.ts";
import { SECOND } from "../domain/time.ts";
import { CarriedOver } from "./carried-over.ts";

const A = [{ name: "a", roles: [], started_at: 1 }];
const B = [...A, { name: "b", roles: [], started_at: 2 }];

/** Looks at these seconds, of which the last one counts. */
function lookAt(
  looks: readonly [seconds: number, accepted: number, stored: number, waiting: number, of?: typeof A][],
) {
  const carried = new CarriedOver();
  const found = looks.map(([seconds, accepted, stored, waiting, of = A]) =>
    carried.look(
      { at: seconds * SECOND, accepted: 0, settled: 0, waiting, dead: 0, lag: 0 },
      sumCounters([{ accepted, stored }]),
      of,
    ),
  );
  return found.at(-1);
}

it.each([
  { what: "the backlog that was taken over", looks: [[0, 1524, 136_628, 0]], is: 135_104 },
  { what: "what of it waits still", looks: [[0, 10, 500, 1000]], is: 1490 },
  { what: "nothing while a report of what was stored is late", looks: [[0, 3, 2, 0]], is: 0 },
  {
    what: "what others stored, once all stands still",
    looks: [
      [0, 30, 20, 0],
      [5, 30, 20, 0],
    ],
    is: -10,
  },
  {
    what: "the same while events come in again",
    looks: [
      [0, 10, 50, 0],
      [5, 10, 50, 0],
      [6, 17, 52, 3],
    ],
    is: 40,
  },
  {
    what: "something else when a process joined",
    looks: [
      [0, 10, 50, 0],
      [5, 10, 50, 0],
      [6, 10, 10, 0, B],
    ],
    is: 0,
  },
] as const)("is $what", ({ looks, is }) => {
  expect(lookAt(looks as never)).toBe(is);
});
