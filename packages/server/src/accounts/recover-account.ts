import { NotFound } from "../domain/errors.ts";
import { HOUR } from "../domain/time.ts";
import type { AccountLinks } from "../ports/account-links.ts";
import type { Authentication } from "../ports/authentication.ts";
import type { Clock } from "../ports/clock.ts";
import type { MailOutbox } from "../ports/mail-outbox.ts";
import type { People, PersonRecord } from "../ports/people.ts";
import { checkPassword } from "./check-password.ts";
import { notePasswordChange } from "./note-password-change.ts";
import { hashOf, newToken } from "./tokens.ts";

export interface RecoverAccountDeps {
  readonly people: Pick<People, "findPerson" | "findPersonByEmail">;
  readonly links: Pick<AccountLinks, "addLink" | "findLink" | "forgetLinks" | "resetPassword">;
  readonly mails: Pick<MailOutbox, "queueMail">;
  /** Returns the address of a page that links in mails lead to. */
  readonly pageUrl: (path: string) => Promise<string>;
  readonly clock: Clock;
}

const VALID_MS = HOUR;

/** Makes a link by which a person sets a new password, and keeps its hash. Returns what follows the instance's address. */
export async function makeRecoveryLink(
  userId: string,
  { links, clock }: Pick<RecoverAccountDeps, "links" | "clock">,
  provesAddress: boolean,
): Promise<string> {
  const { token, hash } = newToken();
  const now = clock.now();
  await links.addLink(
    { hash, kind: "recover", userId, data: { provesAddress }, expiresAt: now + VALID_MS },
    now,
  );
  return `/recover#${token}`;
}

/** Lets people who forgot their password set another one. */
export function createRecoverAccount(deps: RecoverAccountDeps) {
  const { people, links, mails, pageUrl, clock } = deps;
  return {
    /** Queues a mail with a link, if there is an account that may sign in. */
    async request(email: string): Promise<void> {
      const person = await people.findPersonByEmail(email);
      if (person === null || person.isDisabled) return;
      await mails.queueMail({
        to: person.email,
        language: person.language ?? "en",
        template: "reset-password",
        params: {
          link: await pageUrl(await makeRecoveryLink(person.id, deps, true)),
          hours: VALID_MS / HOUR,
        },
      });
    },

    /** Resolves with whose it is. Throws NotFound for a link that is not valid any more, and BadRequest for a weak password. */
    async reset(
      token: string,
      password: string,
      { hashPassword }: Pick<Authentication, "hashPassword">,
    ): Promise<PersonRecord> {
      const hash = hashOf(token);
      // Before a password is hashed, which strangers could keep the processor busy with.
      const link = await links.findLink("recover", hash, clock.now());
      const person = link?.userId == null ? null : await people.findPerson(link.userId);
      if (person === null) throw new NotFound(USED);
      await checkPassword(password, person.name, person.email);
      if ((await links.resetPassword(hash, clock.now(), await hashPassword(password))) === null)
        throw new NotFound(USED);
      await notePasswordChange(person.id, deps);
      return person;
    },
  };
}

const USED = "this link was used or has expired: request a new one";
