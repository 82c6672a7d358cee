import type { SetUp } from "@millrace/protocol";
import { NotFound } from "../domain/errors.ts";
import type { Authentication } from "../ports/authentication.ts";
import type { Clock } from "../ports/clock.ts";
import type { People } from "../ports/people.ts";
import { checkPassword } from "./check-password.ts";
import { hashOf, newToken } from "./tokens.ts";

/** Makes a set-up link and keeps its hash. Returns the token that follows `#` in the link. */
export async function makeSetupLink(people: Pick<People, "addSetupLink">, clock: Clock): Promise<string> {
  const { token, hash } = newToken();
  await people.addSetupLink(hash, clock.now());
  return token;
}

/** Behind `#`, which browsers send to nobody. */
export const setupPath = (token: string): string => `/setup#${token}`;

/**
 * Creates the first owner, who operates the instance, and their team, which gets every site. Throws NotFound when the
 * link is not valid any more, and BadRequest for a weak password.
 */
export async function setUpInstance(
  { link, name, email, password, team }: SetUp,
  people: Pick<People, "createFirstOwner" | "hasSetupLink">,
  { hashPassword }: Pick<Authentication, "hashPassword">,
): Promise<{ readonly userId: string; readonly teamId: number }> {
  const linkHash = hashOf(link);
  // Before a password is hashed, which strangers could keep the processor busy with.
  if (!(await people.hasSetupLink(linkHash))) throw new NotFound(USED);
  await checkPassword(password, name, email);
  const passwordHash = await hashPassword(password);
  const owner = await people.createFirstOwner({
    linkHash,
    person: { name, email: email.toLowerCase(), emailVerified: false, passwordHash, isOperator: true },
    teamName: team,
  });
  if (owner === null) throw new NotFound(USED);
  return owner;
}

const USED =
  "this set-up link was used or replaced, or the instance has an owner: `millrace users setup-link` prints a new one if it has none";
