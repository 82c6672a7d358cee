import { makeSetupLink, setupPath } from "../../accounts/set-up-instance.ts";
import type { PersonRecord } from "../../ports/people.ts";
import { ConfigError, readConfig } from "../config.ts";
import { clock } from "../open-drivers.ts";
import { say } from "./say.ts";
import { withAccounts } from "./site.ts";

/** Prints a new link for the first account; earlier ones stay valid. */
export async function printSetupLink(): Promise<void> {
  const { publicUrl, port } = readConfig();
  const link = await withAccounts(async (people) => {
    if (await people.hasPeople())
      throw new ConfigError("this instance has accounts: its owner invites others");
    return `${publicUrl ?? `http://localhost:${port}`}${setupPath(await makeSetupLink(people, clock))}`;
  });
  say(`Create the first account at\n  ${link}`);
}

export async function listUsers(): Promise<void> {
  const people = await withAccounts((accounts) => accounts.listPeople());
  if (people.length === 0)
    say("No accounts yet: `millrace users setup-link` prints a link that creates the first.");
  for (const person of people) say(describe(person));
}

function describe({ email, name, isOperator, isDisabled, emailVerified }: PersonRecord): string {
  const facts = [
    ...(isOperator ? ["operator"] : []),
    ...(isDisabled ? ["disabled"] : []),
    ...(emailVerified ? [] : ["address not confirmed"]),
  ];
  return `${email}: ${name}${facts.length === 0 ? "" : ` (${facts.join(", ")})`}`;
}

export async function disableUser(email: string): Promise<void> {
  await changeUser(email, { isDisabled: true });
  say(`${email} is disabled and signed out. \`millrace users enable ${email}\` takes it back.`);
}

export async function enableUser(email: string): Promise<void> {
  await changeUser(email, { isDisabled: false });
  say(`${email} may sign in again.`);
}

export async function makeOperator(email: string): Promise<void> {
  await changeUser(email, { isOperator: true });
  say(`${email} operates the instance within 5 s.`);
}

async function changeUser(
  email: string,
  changes: { readonly isOperator?: boolean; readonly isDisabled?: boolean },
): Promise<void> {
  await withAccounts(async (accounts) => {
    const person = await accounts.findPersonByEmail(email);
    if (person === null) throw new ConfigError(`there is no user ${email}: see \`millrace users list\``);
    await accounts.changePerson(person.id, changes);
  });
}
