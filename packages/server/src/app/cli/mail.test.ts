import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { newMail } from "../../../test/build/build-mail.ts";
import { useTempFolders } from "../../../test/build/temp-folder.ts";
import { headerOf, startSmtp } from "../../../test/servers/smtp.ts";
import { MINUTE } from "../../domain/time.ts";
import type { Accounts } from "../../ports/accounts.ts";
import { forPeople } from "../for-people.ts";
import { openAccountsAt } from "../open-drivers.ts";
import { listMails, retryMails, testMail } from "./mail.ts";

const newFolder = useTempFolders();
let folder: string;
let said: string;

beforeEach(() => {
  folder = newFolder();
  vi.stubEnv("DATA_DIR", folder);
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    said += text;
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

async function output(of: Promise<void>): Promise<string> {
  said = "";
  await of;
  return said;
}

async function withOutbox(use: (accounts: Accounts) => Promise<void>): Promise<void> {
  const accounts = await openAccountsAt(`sqlite:${join(folder, "app.db")}`);
  await use(accounts);
  await accounts.close();
}

it("lists what waits and what failed, with the error, and lets what waits be due", async () => {
  const now = Date.now() + MINUTE;
  const later = Date.UTC(2030, 0, 1);
  const ids: string[] = [];
  await withOutbox(async (accounts) => {
    for (const name of ["later", "failed"]) await accounts.queueMail(newMail(`${name}@example.com`));
    for (const { id, to } of await accounts.claimMails({ now, max: 2, claimMs: 1 })) {
      const nextAttemptAt = to.startsWith("later") ? later : null;
      await accounts.noteMailFailed(id, { error: "550 no such user", at: now, nextAttemptAt });
      ids.push(id);
    }
  });
  const listed = await output(listMails({ limit: 100 }));
  expect(listed).toContain("1 waiting, 1 failed in the last 30 days.\n");
  expect(listed).toMatch(
    /reset-password to failed@example\.com {2}1 attempts {2}failed\n {2}550 no such user\n/,
  );
  expect(listed).toContain("later@example.com  1 attempts  next attempt 2030-01-01T00:00:00.000Z\n");
  expect(listed).not.toContain("s3cr3t");

  await expect(retryMails([], {})).rejects.toThrow("name one or more ids");
  const retried = await output(retryMails(ids, {}));
  expect(retried).toContain("1 waiting mail due now");
  expect(retried).toContain("A mail that failed can't be sent again");
  expect(await output(retryMails([], { all: true }))).not.toContain("failed");
  expect(await output(listMails({ limit: 100 }))).not.toContain("2030");
});

it("sends a test mail at once and shows the server's reply, or its refusal", async () => {
  const smtp = await startSmtp();
  vi.stubEnv("SMTP_URL", `smtp://127.0.0.1:${smtp.port}`);
  vi.stubEnv("MAIL_FROM", "Stats <stats@example.com>");
  vi.stubEnv("PUBLIC_URL", "https://stats.example.com");
  expect(await output(testMail(["ada@example.com"]))).toMatch(
    /^Sent from stats@example\.com to ada@example\.com: 250 .*taken\n$/,
  );
  expect(headerOf(smtp.received[0]?.raw ?? "", "Subject")).toBe("Test mail");
  smtp.answers.push({ at: "RCPT", code: 550 });
  const error = await testMail(["ada@example.com"]).catch((fault) => fault);
  expect(forPeople(error)).toMatch(/^\[mail:smtp] 127\.0\.0\.1:\d+: .*550/);
  await smtp.stop();
});

it("writes the test mail to a file where no server is set, and says so", async () => {
  expect(await output(testMail(["ada@example.com"]))).toMatch(
    /to ada@example\.com: written to .*outbox.*\.eml/,
  );
  expect(readdirSync(join(folder, "outbox"))).toHaveLength(1);
});

it.each([[[]], [["ada"]], [["a@h", "b@h"]]])("tests no mail for %j", async (targets) => {
  await expect(testMail(targets)).rejects.toThrow("name one address");
});
