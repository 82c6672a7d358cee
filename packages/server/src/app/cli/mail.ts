import { randomUUID } from "node:crypto";
import { domainOf, isMailAddress } from "../../domain/mail/mailbox.ts";
import { renderMail } from "../../mails/render-mail.ts";
import type { MailRecord } from "../../ports/mail-outbox.ts";
import { ConfigError, readConfig } from "../config.ts";
import { createLog, openMail } from "../open-drivers.ts";
import { say } from "./say.ts";
import { withAccounts } from "./site.ts";

export async function listMails({ limit }: { limit: number }): Promise<void> {
  const { mails, waiting, failed } = await withAccounts(async (accounts) => ({
    mails: await accounts.listMails({ limit: Number(limit) }),
    ...(await accounts.countMails()),
  }));
  say(`${waiting} waiting, ${failed} failed in the last 30 days.`);
  for (const mail of mails) describe(mail);
}

function describe({ id, to, template, createdAt, attempts, lastError, nextAttemptAt }: MailRecord): void {
  const state = nextAttemptAt === null ? "failed" : `next attempt ${new Date(nextAttemptAt).toISOString()}`;
  say(`${id}  ${new Date(createdAt).toISOString()}  ${template} to ${to}  ${attempts} attempts  ${state}`);
  if (lastError !== null) say(`  ${lastError}`);
}

export async function retryMails(ids: readonly string[], { all }: { all?: boolean }): Promise<void> {
  if (all !== true && ids.length === 0)
    throw new ConfigError("name one or more ids from `millrace mail list`, or pass --all");
  const retried = await withAccounts((accounts) =>
    accounts.retryMails(all === true ? "all" : ids.map(String), Date.now()),
  );
  say(`${retried} waiting mail${retried === 1 ? "" : "s"} due now: a running instance sends within 5 s.`);
  if (all !== true && retried < ids.length)
    say("A mail that failed can't be sent again, since its link was erased: request what it was about anew.");
}

/** Sends at once, past the outbox, and shows what the server replied. */
export async function testMail(targets: readonly string[]): Promise<void> {
  const [to = ""] = targets;
  if (targets.length !== 1 || !isMailAddress(to))
    throw new ConfigError("name one address: millrace mail test you@example.com");
  const { mailer, from, instanceUrl } = await openMail(readConfig(), createLog("warn"));
  const messageId = `${randomUUID()}@${domainOf(from.address)}`;
  const mail = renderMail({ language: "en", template: "test", params: {} }, { instanceUrl });
  try {
    const { reply } = await mailer.send({ messageId, from, to, ...mail });
    say(`Sent from ${from.address} to ${to}: ${reply}`);
  } finally {
    await mailer.close();
  }
}
