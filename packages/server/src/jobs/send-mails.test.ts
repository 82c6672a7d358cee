import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newMail, SECRET_LINK } from "../../test/build/build-mail.ts";
import { headerOf, type SmtpServer, startSmtp } from "../../test/servers/smtp.ts";
import type { NewMail } from "../domain/mail/mail.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../domain/time.ts";
import { open } from "../drivers/accounts/sqlite.ts";
import { openMailer } from "../drivers/mail/index.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Mailer } from "../ports/mailer.ts";
import type { Run } from "./job.ts";
import { CLAIM_MS, createSendMails, PAUSES_MS } from "./send-mails.ts";

const FROM = { name: "Millrace", address: "stats@example.com" };
/** A link that does not expire, so that every attempt is made. */
const LASTING: NewMail = {
  to: "ada@example.com",
  language: "en",
  template: "address-in-use",
  params: { link: SECRET_LINK, hours: null },
};

let smtp: SmtpServer;
let accounts: Accounts;
let mailer: Mailer;
let now: number;
let logged: { level: string; sentence: string }[];
let run: () => Promise<void>;
const clock = { now: () => now };
const note = (level: string) => (facts: object, sentence: string) =>
  void logged.push({ level, ...facts, sentence });
const log = { debug: note("debug"), info: note("info"), warn: note("warn"), error: note("error") };

beforeEach(async () => {
  smtp = await startSmtp();
  accounts = await open("sqlite::memory:");
  mailer = await openMailer(`smtp://127.0.0.1:${smtp.port}`, { log });
  logged = [];
  // Whatever is queued meanwhile is due.
  now = Date.now() + MINUTE;
  run = () => newJob()(new AbortController().signal);
});

afterEach(async () => {
  await mailer.close();
  await accounts.close();
  await smtp.stop();
});

const newJob = (): Run =>
  createSendMails({
    accounts,
    mail: { mailer, from: FROM, instanceUrl: "https://stats.example.com" },
    clock,
    log,
  });

const mailsLeft = () => accounts.listMails({ limit: 100 });

it("sends what is due, in the person's language, each mail once", async () => {
  for (let n = 0; n < 10; n++) await accounts.queueMail({ ...newMail(`n${n}@example.com`), language: "de" });
  await run();
  await run();
  expect(smtp.received.map(({ to }) => to[0]).sort()).toEqual(
    Array.from({ length: 10 }, (_, n) => `n${n}@example.com`),
  );
  for (const { raw, from } of smtp.received) {
    expect(from).toBe(FROM.address);
    expect(headerOf(raw, "From")).toBe("Millrace <stats@example.com>");
    expect(headerOf(raw, "Subject")).toMatch(/Passwort/);
  }
  expect(new Set(smtp.received.map(({ raw }) => headerOf(raw, "Message-ID"))).size).toBe(10);
  expect(await accounts.countMails()).toEqual({ waiting: 0, failed: 0 });
  expect(logged).toEqual([]);
});

it("does next to nothing when no mail waits", async () => {
  const job = newJob();
  await job(new AbortController().signal);
  const startedAt = performance.now();
  for (let n = 0; n < 100; n++) await job(new AbortController().signal);
  expect((performance.now() - startedAt) / 100).toBeLessThan(10);
});

describe("a mail that the server does not take now", () => {
  const busy = { at: "RCPT", code: 450 } as const;

  it("is tried again after each pause of the table, and has then visibly failed", async () => {
    await accounts.queueMail(LASTING);
    for (const [index, pauseMs] of PAUSES_MS.entries()) {
      smtp.answers.push(busy);
      await run();
      expect(await mailsLeft()).toEqual([
        expect.objectContaining({ attempts: index + 1, nextAttemptAt: now + pauseMs }),
      ]);
      // One moment before it is due, nothing is tried.
      now += pauseMs - 1;
      await run();
      expect(await mailsLeft()).toEqual([expect.objectContaining({ attempts: index + 1 })]);
      now += 1;
    }
    smtp.answers.push(busy);
    await run();
    const [failed] = await mailsLeft();
    expect(failed).toMatchObject({
      attempts: 6,
      nextAttemptAt: null,
      lastError: expect.stringContaining("450"),
    });
    expect(await accounts.countMails()).toEqual({ waiting: 0, failed: 1 });
    expect(logged.map(({ level }) => level)).toEqual([...PAUSES_MS.map(() => "warn"), "error"]);
    expect(logged.at(-1)).toMatchObject({
      mail: failed?.id,
      template: "address-in-use",
      attempts: 6,
      sentence: "mail not sent and given up: see `millrace mail list`, correct the cause",
    });
    now += 2 * DAY;
    await run();
    expect(smtp.received).toEqual([]);
  });

  it("is sent by a later attempt", async () => {
    await accounts.queueMail(LASTING);
    smtp.answers.push(busy, { at: "DATA", code: 451 });
    await run();
    now += MINUTE;
    await run();
    now += 5 * MINUTE;
    await run();
    expect(smtp.received).toHaveLength(1);
    expect(await mailsLeft()).toEqual([]);
  });

  it("fails when its link would have expired before the next attempt, and is never sent after that", async () => {
    await accounts.queueMail({ ...newMail(), params: { link: SECRET_LINK, hours: 1 } } as NewMail);
    smtp.answers.push(busy, busy, busy, busy);
    for (const pauseMs of [MINUTE, 5 * MINUTE, 30 * MINUTE]) {
      await run();
      now += pauseMs;
    }
    await run();
    expect(await mailsLeft()).toEqual([expect.objectContaining({ attempts: 4, nextAttemptAt: null })]);
    await accounts.queueMail({ ...newMail(), params: { link: SECRET_LINK, hours: 1 } } as NewMail);
    now = Date.now() + HOUR + SECOND;
    await run();
    expect(await accounts.countMails()).toEqual({ waiting: 0, failed: 2 });
    expect(smtp.received).toEqual([]);
  });
});

it("gives up at once what the server refuses, and what it can't write", async () => {
  await accounts.queueMail(LASTING);
  await accounts.queueMail({ ...LASTING, params: { link: "javascript:alert(1)", hours: null } });
  smtp.answers.push({ at: "RCPT", code: 550 });
  await run();
  expect(await accounts.countMails()).toEqual({ waiting: 0, failed: 2 });
  expect(logged.map(({ level }) => level)).toEqual(["error", "error"]);
});

it("logs neither addresses nor links, which servers repeat in their replies", async () => {
  await accounts.queueMail({ ...LASTING, to: "ada+x@example.com" });
  smtp.answers.push({ at: "RCPT", code: 550 });
  await run();
  expect(logged).toEqual([
    expect.objectContaining({ error: expect.stringContaining("no mail for <(address)>") }),
  ]);
  expect(JSON.stringify(logged)).not.toMatch(/ada|s3cr3t|token/);
});

it("sends a dropped mail again under the same Message-ID", async () => {
  await accounts.queueMail(LASTING);
  smtp.answers.push("drop");
  await run();
  now += MINUTE;
  await run();
  const ids = smtp.received.map(({ raw }) => headerOf(raw, "Message-ID"));
  expect(ids).toEqual([expect.stringMatching(/^<[\da-f-]{36}@example\.com>$/), ids[0]]);
});

it("sends the mail of a scheduler that died with it, once its claim has expired", async () => {
  await accounts.queueMail(LASTING);
  const [dead] = await accounts.claimMails({ now, max: 1, claimMs: CLAIM_MS });
  now += CLAIM_MS - 1;
  await run();
  expect(smtp.received).toEqual([]);
  now += 1;
  await run();
  expect(smtp.received.map(({ raw }) => headerOf(raw, "Message-ID"))).toEqual([`<${dead?.id}@example.com>`]);
  expect(await mailsLeft()).toEqual([]);
});

it("ends a while after it is told to stop, and leaves a mail that was on its way to the next", async () => {
  await accounts.queueMail(LASTING);
  smtp.answers.push("silence");
  const stop = new AbortController();
  const running = newJob()(stop.signal);
  await expect.poll(() => smtp.received.length).toBe(1);
  const startedAt = performance.now();
  stop.abort();
  await running;
  expect(performance.now() - startedAt).toBeLessThan(8000);
  expect(await accounts.countMails()).toEqual({ waiting: 1, failed: 0 });
  expect(logged).toEqual([]);
  now += CLAIM_MS;
  await run();
  expect(smtp.received).toHaveLength(2);
  expect(await mailsLeft()).toEqual([]);
}, 15_000);

it("forgets mails after 30 days", async () => {
  await accounts.queueMail(LASTING);
  smtp.answers.push({ at: "RCPT", code: 550 });
  await run();
  now += 30 * DAY - MINUTE;
  await run();
  expect(await accounts.countMails()).toEqual({ waiting: 0, failed: 1 });
  now += 2 * MINUTE;
  await run();
  expect(await accounts.countMails()).toEqual({ waiting: 0, failed: 0 });
});
