import { Conflict, NotFound } from "../domain/errors.ts";
import { DAY, HOUR } from "../domain/time.ts";
import type { AccountLinks, LinkKind } from "../ports/account-links.ts";
import type { Clock } from "../ports/clock.ts";
import type { MailOutbox } from "../ports/mail-outbox.ts";
import type { People, PersonRecord } from "../ports/people.ts";
import { hashOf, newToken } from "./tokens.ts";

export interface ConfirmEmailDeps {
  readonly people: Pick<People, "findPerson" | "findPersonByEmail">;
  readonly links: Pick<AccountLinks, "addLink" | "findLink" | "confirmEmail">;
  readonly mails: Pick<MailOutbox, "queueMail">;
  readonly pageUrl: (path: string) => Promise<string>;
  readonly clock: Clock;
}

interface ConfirmedEmail {
  readonly email: string;
  /** Whether it is another one than before. */
  readonly changed: boolean;
  readonly person: PersonRecord | null;
}

const VALID_MS = DAY;
const PAGE = "/confirm-email";

/** Proves that people receive mail at the address that they state. */
export function createConfirmEmail({ people, links, mails, pageUrl, clock }: ConfirmEmailDeps) {
  async function makeLink(userId: string, kind: LinkKind & ("verify" | "change"), email: string) {
    const { token, hash } = newToken();
    const now = clock.now();
    await links.addLink({ hash, kind, userId, data: { email }, expiresAt: now + VALID_MS }, now);
    return pageUrl(`${PAGE}#${token}`);
  }

  async function read(userId: string): Promise<PersonRecord> {
    const person = await people.findPerson(userId);
    if (person === null) throw new NotFound("this account is gone");
    return person;
  }

  return {
    /** Queues a mail with a link that confirms the person's address. Throws Conflict when it is confirmed. */
    async requestVerification(userId: string): Promise<void> {
      const { email, emailVerified, language } = await read(userId);
      if (emailVerified) throw new Conflict("your e-mail address is confirmed already");
      await mails.queueMail({
        to: email,
        language: language ?? "en",
        template: "verify-email",
        params: { link: await makeLink(userId, "verify", email), hours: VALID_MS / HOUR },
      });
    },

    /**
     * Queues a mail to the new address with a link that changes the person's. Whoever asks does not learn whether
     * somebody has the address: the mail says so to its owner.
     */
    async requestChange(userId: string, email: string): Promise<void> {
      const { language: own } = await read(userId);
      const language = own ?? "en";
      const owner = await people.findPersonByEmail(email);
      if (owner !== null)
        return mails.queueMail({
          to: email,
          language: owner.language ?? "en",
          template: "address-in-use",
          params: { link: await pageUrl("/sign-in"), hours: null },
        });
      const link = await makeLink(userId, "change", email);
      return mails.queueMail({
        to: email,
        language,
        template: "change-email",
        params: { link, hours: VALID_MS / HOUR, newAddress: email },
      });
    },

    /** Throws NotFound for a link that is not valid any more, and Conflict when somebody else has the address by now. */
    async confirm(token: string): Promise<ConfirmedEmail> {
      const hash = hashOf(token);
      const changed = (await links.findLink("change", hash, clock.now())) !== null;
      const confirmed = await links.confirmEmail(hash, clock.now());
      if (confirmed === "taken") throw new Conflict("somebody else has this e-mail address by now");
      if (confirmed === null) throw new NotFound("this link was used or has expired: request a new one");
      return { email: confirmed.email, changed, person: await people.findPerson(confirmed.userId) };
    },
  };
}
