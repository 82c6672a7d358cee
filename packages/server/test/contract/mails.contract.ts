import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { BadRequest } from "../../src/domain/errors.ts";
import type { NewMail } from "../../src/domain/mail/mail.ts";
import { DAY, MINUTE } from "../../src/domain/time.ts";
import type { Accounts } from "../../src/ports/accounts.ts";
import { HOSTILE_TEXTS } from "../build/build-envelope.ts";
import { newMail, SECRET_LINK } from "../build/build-mail.ts";

interface Scene {
  /** Accounts in which no mail is. */
  readonly url: string;
  open(url: string): Promise<Accounts>;
}

/** What every accounts driver promises of the outbox of mails. Part of describeAccounts. */
export function describeMails({ url, open }: Scene): void {
  describe("the outbox of mails", () => {
    let one: Accounts;
    let other: Accounts;
    beforeAll(async () => {
      one = await open(url);
      other = await open(url);
    });
    afterEach(() => one.forgetMails(Date.now() + DAY));
    afterAll(() => Promise.all([one.close(), other.close()]));

    /** Later than whatever is queued now. */
    const soon = () => Date.now() + 1000;
    const claim = (of: Accounts, now = soon(), max = 10) => of.claimMails({ now, max, claimMs: MINUTE });

    it("gives a mail as it was queued, whatever is in it", async () => {
      const mails: NewMail[] = HOSTILE_TEXTS.map((text) => ({
        to: "ada@example.com",
        language: "de",
        template: "invitation",
        params: { link: SECRET_LINK, hours: 72, team: text, inviter: `${text}\0` },
      }));
      const before = Date.now();
      for (const mail of mails) await one.queueMail(mail);
      const claimed = await claim(one, soon(), 100);
      expect(claimed).toHaveLength(mails.length);
      for (const { params } of mails)
        expect(claimed).toContainEqual({
          id: expect.any(String),
          to: "ada@example.com",
          language: "de",
          template: "invitation",
          params,
          createdAt: expect.any(Number),
          attempts: 1,
        });
      expect(new Set(claimed.map(({ id }) => id)).size).toBe(mails.length);
      for (const { createdAt } of claimed) expect(createdAt - before).toBeLessThan(60_000);
    });

    it.each(["", "ada", "a@b.example, c@d.example", "a@b.example\nBcc: c@d.example", "a\0@b.example"])(
      "queues nothing for %j, which is no address",
      async (to) => {
        await expect(one.queueMail(newMail(to))).rejects.toThrow(BadRequest);
        expect(await one.countMails()).toEqual({ waiting: 0, failed: 0 });
      },
    );

    it("gives each mail to one of several that claim at once", async () => {
      for (let n = 0; n < 30; n++) await one.queueMail(newMail(`n${n}@example.com`));
      const now = soon();
      const claims = await Promise.all(
        Array.from({ length: 8 }, (_, n) => claim(n % 2 ? one : other, now, 30)),
      );
      const addresses = claims.flat().map(({ to }) => to);
      expect(addresses).toHaveLength(30);
      expect(new Set(addresses).size).toBe(30);
    });

    it("gives a claimed mail again only once the claim has expired", async () => {
      await one.queueMail(newMail());
      const now = soon();
      const [first] = await claim(one, now);
      expect(await claim(other, now + MINUTE - 1)).toEqual([]);
      expect(await claim(other, now + MINUTE)).toEqual([{ ...first, attempts: 2 }]);
    });

    it("gives the longest due first, at most as many as were asked for", async () => {
      for (const name of ["a", "b", "c"]) await one.queueMail(newMail(`${name}@example.com`));
      const now = soon();
      const [first] = await claim(one, now, 1);
      await one.noteMailFailed(first?.id ?? "", { error: "busy", at: now, nextAttemptAt: now + MINUTE });
      expect(await claim(one, now + MINUTE, 2)).toHaveLength(2);
      expect(await claim(one, now + MINUTE, 2)).toEqual([{ ...first, attempts: 2 }]);
    });

    it("forgets the link of a mail that was sent, and never gives it again", async () => {
      await one.queueMail(newMail());
      const [mail] = await claim(one);
      await one.noteMailSent(mail?.id ?? "", Date.now());
      // Noted late, by a scheduler whose claim had expired.
      await other.noteMailFailed(mail?.id ?? "", { error: "late", at: 1, nextAttemptAt: 1 });
      expect(await claim(other, soon() + DAY)).toEqual([]);
      expect(await one.listMails({ limit: 10 })).toEqual([]);
      expect(await one.countMails()).toEqual({ waiting: 0, failed: 0 });
      expect(await one.retryMails("all", 0)).toBe(0);
    });

    it("shows why a mail waits or has failed, without its params", async () => {
      for (const name of ["waiting", "failed"]) await one.queueMail(newMail(`${name}@example.com`));
      const now = soon();
      const claimed = await claim(one, now);
      for (const { id, to } of claimed)
        await one.noteMailFailed(id, {
          error: "450 busy\0",
          at: now,
          nextAttemptAt: to.startsWith("failed") ? null : now + MINUTE,
        });
      const expected = { template: "reset-password", attempts: 1, lastError: "450 busy" };
      expect(await one.listMails({ limit: 10 })).toEqual([
        expect.objectContaining({ ...expected, to: "failed@example.com", nextAttemptAt: null }),
        expect.objectContaining({ ...expected, to: "waiting@example.com", nextAttemptAt: now + MINUTE }),
      ]);
      expect(JSON.stringify(await one.listMails({ limit: 10 }))).not.toContain("s3cr3t");
      expect(await one.listMails({ limit: 1 })).toHaveLength(1);
      expect(await one.countMails()).toEqual({ waiting: 1, failed: 1 });
      expect(await claim(one, now + DAY)).toEqual([expect.objectContaining({ to: "waiting@example.com" })]);
    });

    it("lets waiting mails be due at once: those that were named, or all", async () => {
      for (const name of ["a", "b", "c"]) await one.queueMail(newMail(`${name}@example.com`));
      const now = soon();
      const [a, b, c] = await claim(one, now);
      for (const mail of [a, b])
        await one.noteMailFailed(mail?.id ?? "", { error: "busy", at: now, nextAttemptAt: now + DAY });
      await one.noteMailFailed(c?.id ?? "", { error: "no", at: now, nextAttemptAt: null });
      expect(await one.retryMails([a?.id ?? "", c?.id ?? "", "nobody", "\0"], now)).toBe(1);
      expect(await one.retryMails([], now)).toBe(0);
      expect(await claim(one, now)).toEqual([{ ...a, attempts: 2 }]);
      expect(await one.retryMails("all", now)).toBe(2);
      expect(await claim(one, now)).toEqual([{ ...b, attempts: 2 }]);
    });

    it("forgets mails that were queued before an instant", async () => {
      for (const name of ["waiting", "sent", "failed"]) await one.queueMail(newMail(`${name}@example.com`));
      const [sent, failed] = await claim(one, soon(), 2);
      await one.noteMailSent(sent?.id ?? "", 1);
      await one.noteMailFailed(failed?.id ?? "", { error: "no", at: 1, nextAttemptAt: null });
      await one.forgetMails(Date.now() - MINUTE);
      expect(await one.countMails()).toEqual({ waiting: 1, failed: 1 });
      await one.forgetMails(soon());
      expect(await one.countMails()).toEqual({ waiting: 0, failed: 0 });
      expect(await claim(one, soon() + DAY)).toEqual([]);
    });
  });
}
