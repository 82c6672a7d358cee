import type { SignUp } from "@millrace/protocol";
import { BadRequest, Conflict, NotAllowed, NotFound } from "../domain/errors.ts";
import { DAY, HOUR } from "../domain/time.ts";
import type { AccountLinks } from "../ports/account-links.ts";
import type { Authentication } from "../ports/authentication.ts";
import type { Clock } from "../ports/clock.ts";
import type { MailOutbox } from "../ports/mail-outbox.ts";
import type { People } from "../ports/people.ts";
import { checkPassword } from "./check-password.ts";
import { hashOf, newToken } from "./tokens.ts";

export interface SignUpDeps {
  readonly people: Pick<People, "findPersonByEmail" | "hasPeople">;
  readonly links: Pick<AccountLinks, "addLink" | "findLink" | "finishSignUp">;
  readonly mails: Pick<MailOutbox, "queueMail">;
  readonly pageUrl: (path: string) => Promise<string>;
  readonly clock: Clock;
  readonly signUp: SignUpRule;
}

/** Who may create an account, see the setting SIGN_UP. */
export type SignUpRule = "invite" | "open" | "off";

const VALID_MS = DAY;
const PAGE = "/sign-up";

/** Throws NotAllowed unless everybody may create an account. */
export async function checkSignUp(rule: SignUpRule, people: Pick<People, "hasPeople">): Promise<void> {
  if (rule === "off")
    throw new NotAllowed("nobody can sign up here: ask the operator of this instance for an account");
  if (rule === "invite")
    throw new NotAllowed("accounts are by invitation only: ask an admin of a team for an invitation");
  // The first account operates the instance: it is not for the first stranger who comes by.
  if (!(await people.hasPeople()))
    throw new NotAllowed("this instance has no account yet: its operator opens the set-up link first");
}

/**
 * Lets people create accounts. An account exists once its address is confirmed, with the link of the mail and the
 * password that was chosen with it: a link alone could confirm an account that a stranger prepared with a password of
 * their own.
 */
export function createSignUp({ people, links, mails, pageUrl, clock, signUp }: SignUpDeps) {
  async function addLink(asked: SignUp, passwordHash: string): Promise<string> {
    const { token, hash } = newToken();
    const { name, email, team = name, language = null } = asked;
    const now = clock.now();
    const data = { name, email, team, language, passwordHash };
    await links.addLink({ hash, kind: "sign up", userId: null, data, expiresAt: now + VALID_MS }, now);
    return pageUrl(`${PAGE}#${token}`);
  }

  return {
    /** Queues a mail, whether or not the address has an account. Throws NotAllowed and BadRequest. */
    async request(asked: SignUp, { hashPassword }: Pick<Authentication, "hashPassword">): Promise<void> {
      await checkSignUp(signUp, people);
      await checkPassword(asked.password, asked.name, asked.email);
      const passwordHash = await hashPassword(asked.password);
      const owner = await people.findPersonByEmail(asked.email);
      if (owner !== null)
        return mails.queueMail({
          to: owner.email,
          language: owner.language ?? "en",
          template: "address-in-use",
          params: { link: await pageUrl("/sign-in"), hours: null },
        });
      return mails.queueMail({
        to: asked.email,
        language: asked.language ?? "en",
        template: "verify-email",
        params: { link: await addLink(asked, passwordHash), hours: VALID_MS / HOUR },
      });
    },

    /** Creates the account. Throws NotFound, BadRequest for a wrong password, and Conflict. Resolves with who it is. */
    async confirm(
      token: string,
      password: string,
      { verifyPassword }: Pick<Authentication, "verifyPassword">,
    ): Promise<{ readonly userId: string; readonly name: string; readonly email: string }> {
      const hash = hashOf(token);
      const link = await links.findLink("sign up", hash, clock.now());
      if (link === null) throw new NotFound(USED);
      await checkSignUp(signUp, people);
      const { email, passwordHash } = link.data;
      if (!(await verifyPassword(passwordHash, password)))
        throw new BadRequest(
          "this is not the password that was chosen at sign-up; if you did not sign up, do nothing",
        );
      const made = await links.finishSignUp(hash, clock.now());
      if (made === "taken") throw new Conflict(`${email} has an account: sign in`);
      if (made === null) throw new NotFound(USED);
      return { userId: made.userId, name: link.data.name, email };
    },
  };
}

const USED = "this link was used or has expired: sign up again";
