import { MailRefused } from "../domain/errors.ts";
import { domainOf, type Mailbox } from "../domain/mail/mailbox.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../domain/time.ts";
import { renderMail } from "../mails/render-mail.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { ClaimedMail, MailOutbox } from "../ports/mail-outbox.ts";
import type { Mailer } from "../ports/mailer.ts";
import type { Run } from "./job.ts";

/** Pause after each attempt that may succeed later; after the last one the mail has failed. */
export const PAUSES_MS = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 12 * HOUR] as const;
/** How long a mail belongs to this process: longer than Mailer.send takes at most. */
export const CLAIM_MS = 2 * MINUTE;
/** Mails that are sent at once. */
const AT_ONCE = 4;
/** A mail that is on its way when the scheduler stops may arrive, rather than arrive twice. */
const STOP_GRACE_MS = 5 * SECOND;

/** A mail's record is kept that long, whatever became of it. */
const KEPT_MS = 30 * DAY;

/** What sending needs besides the outbox. */
export interface MailSending {
  readonly mailer: Mailer;
  readonly from: Mailbox;
  /** As for renderMail. */
  readonly instanceUrl: string | null;
}

export interface SendMailsDeps {
  readonly accounts: Pick<
    MailOutbox,
    "claimMails" | "noteMailSent" | "noteMailFailed" | "countMails" | "forgetMails"
  >;
  readonly mail: MailSending;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Sends the mails that are due. A mail that may succeed later is tried again after PAUSES_MS, unless its link has expired
 * by then; one that was refused has failed at once. Every attempt has the same Message-ID.
 */
export function createSendMails({ accounts, mail, clock, log }: SendMailsDeps): Run {
  const { mailer, from, instanceUrl } = mail;
  let forgottenAt = Number.NEGATIVE_INFINITY;

  async function send(claimed: ClaimedMail, signal: AbortSignal): Promise<void> {
    if (expiresAt(claimed) <= clock.now())
      throw new MailRefused("the mail's link expired before it could be sent");
    const rendered = renderMail(claimed, { instanceUrl });
    const messageId = `${claimed.id}@${domainOf(from.address)}`;
    await mailer.send({ messageId, from, to: claimed.to, ...rendered }, signal);
  }

  async function noteFailure(claimed: ClaimedMail, cause: unknown): Promise<void> {
    const { id, template, attempts } = claimed;
    const error = withoutSecrets((cause as Error).message, claimed);
    const at = clock.now();
    const nextAttemptAt = cause instanceof MailRefused ? null : nextAttempt(claimed, at);
    await accounts.noteMailFailed(id, { error, at, nextAttemptAt });
    const facts = { mail: id, template, attempts, error };
    if (nextAttemptAt === null)
      log.error(facts, "mail not sent and given up: see `millrace mail list`, correct the cause");
    else
      log.warn(
        { ...facts, nextAttemptAt: new Date(nextAttemptAt).toISOString() },
        "mail not sent, trying again later",
      );
  }

  async function sendOrNote(claimed: ClaimedMail, signal: AbortSignal): Promise<void> {
    try {
      await send(claimed, signal);
    } catch (error) {
      // Nothing is known of a mail that the stop cut off: it is due again when the claim expires.
      if (signal.aborted) return;
      return noteFailure(claimed, error);
    }
    await accounts.noteMailSent(claimed.id, clock.now());
  }

  async function forgetOld(): Promise<void> {
    if (clock.now() - forgottenAt < HOUR) return;
    forgottenAt = clock.now();
    await accounts.forgetMails(clock.now() - KEPT_MS);
  }

  return async function sendMails(signal) {
    await forgetOld();
    const { signal: cutOff, done } = laterThan(signal, STOP_GRACE_MS);
    try {
      while (!signal.aborted) {
        const claimed = await accounts.claimMails({ now: clock.now(), max: AT_ONCE, claimMs: CLAIM_MS });
        if (claimed.length === 0) return;
        const outcomes = await Promise.allSettled(claimed.map((one) => sendOrNote(one, cutOff)));
        // What could not be noted is sent once more when its claim expires, under the same Message-ID.
        const failure = outcomes.find((outcome) => outcome.status === "rejected");
        if (failure !== undefined) throw failure.reason;
      }
    } finally {
      done();
    }
  };
}

/** Returns null when there is no further attempt, or none before the mail's link expires. */
function nextAttempt(mail: ClaimedMail, now: number): number | null {
  const pauseMs = PAUSES_MS[mail.attempts - 1];
  if (pauseMs === undefined) return null;
  return now + pauseMs < expiresAt(mail) ? now + pauseMs : null;
}

function expiresAt({ createdAt, params }: ClaimedMail): number {
  return typeof params.hours === "number" ? createdAt + params.hours * HOUR : Number.POSITIVE_INFINITY;
}

const MAX_ERROR = 500;

/** Servers repeat addresses, and filters the link that they disliked. Neither may be logged. */
function withoutSecrets(message: string, { to }: ClaimedMail): string {
  return message
    .replaceAll(to, "(address)")
    .replace(/[^\s<>@]{1,64}@[^\s<>@]{1,253}/g, "(address)")
    .replace(/https?:\S+/gi, "(link)")
    .replace(/\s+/g, " ")
    .slice(0, MAX_ERROR);
}

/** A signal that aborts some time after another one did. `done` releases both. */
function laterThan(signal: AbortSignal, ms: number): { signal: AbortSignal; done(): void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    timer = setTimeout(() => controller.abort(), ms);
  };
  signal.addEventListener("abort", onAbort, { once: true });
  return {
    signal: controller.signal,
    done() {
      signal.removeEventListener("abort", onAbort);
      clearTimeout(timer);
    },
  };
}
