import type { AuditAction } from "@millrace/protocol";
import { createInviteMembers, INVITATION_PAGE } from "../../accounts/invite-members.ts";
import { createManageMembers } from "../../accounts/manage-members.ts";
import { createPageUrl } from "../../accounts/page-url.ts";
import { nameOf } from "../../accounts/record-audit.ts";
import { makeRecoveryLink } from "../../accounts/recover-account.ts";
import { makeSetupLink, setupPath } from "../../accounts/set-up-instance.ts";
import { turnOffSecondFactor } from "../../accounts/turn-off-second-factor.ts";
import { isMailAddress } from "../../domain/mail/mailbox.ts";
import type { Accounts } from "../../ports/accounts.ts";
import type { PersonRecord } from "../../ports/people.ts";
import { ConfigError, readConfig } from "../config.ts";
import { noteCommand } from "../note-command.ts";
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
  await changeUser(email, { isDisabled: true }, "account disabled");
  say(`${email} is disabled and signed out. \`millrace users enable ${email}\` takes it back.`);
}

export async function enableUser(email: string): Promise<void> {
  await changeUser(email, { isDisabled: false }, "account enabled");
  say(`${email} may sign in again.`);
}

export async function makeOperator(email: string): Promise<void> {
  await changeUser(email, { isOperator: true }, "operator made");
  say(`${email} operates the instance within 5 s.`);
}

/** Prints a link; it does not prove the person's address, since it was not mailed. */
export async function resetUserPassword(email: string): Promise<void> {
  const link = await withAccounts(async (accounts) => {
    const person = await accounts.findPersonByEmail(email);
    if (person === null) throw noUser(email);
    const path = await makeRecoveryLink(person.id, { links: accounts, clock }, false);
    return pageAddress(accounts, path);
  });
  say(`${email} sets a new password within an hour at\n  ${link}`);
}

/** For somebody who lost the device and the backup codes. */
export async function endUserSecondFactor(email: string): Promise<void> {
  const isOff = await withAccounts(async (accounts) => {
    const person = await accounts.findPersonByEmail(email);
    if (person === null) throw noUser(email);
    const wasOn = await turnOffSecondFactor(person.id, { people: accounts, mails: accounts });
    const whose = { target: nameOf(person), targetUserId: person.id };
    if (wasOn) await noteCommand(accounts, { action: "second factor off", ...whose });
    return wasOn;
  });
  if (!isOff) throw new ConfigError(`${email} has no second factor`);
  say(`${email} signs in with the password alone, was signed out everywhere, and is informed by mail.`);
}

export interface InviteFlags {
  readonly team?: string | number;
  readonly role?: string;
}

/** Prints a link of an invitation, and queues its mail. */
export async function inviteUser(email: string, { team, role = "viewer" }: InviteFlags): Promise<void> {
  if (!isGrantable(role)) throw new ConfigError(`--role ${role}: use viewer, editor or admin`);
  if (!isMailAddress(email)) throw new ConfigError(`${email} is not an e-mail address`);
  const link = await withAccounts(async (accounts) => {
    const pageUrl = (path: string) => pageAddress(accounts, path);
    const members = createManageMembers({ teams: accounts, listSites: () => accounts.listSites() });
    const deps = { teams: accounts, people: accounts, mails: accounts, members, pageUrl, clock };
    const teamId = await findTeam(accounts, team);
    const asked = { email: email.toLowerCase(), role, sites: null };
    const { token } = await createInviteMembers(deps).inviteByOperator(teamId, asked);
    await noteCommand(accounts, {
      action: "invitation sent",
      teamId,
      target: asked.email,
      details: { role },
    });
    return pageUrl(`${INVITATION_PAGE}#${token}`);
  });
  say(`${email} joins within seven days at\n  ${link}`);
}

const isGrantable = (role: string): role is "viewer" | "editor" | "admin" =>
  ["viewer", "editor", "admin"].includes(role);

/** Throws ConfigError with the teams there are. Without a number, the only team is meant. */
export async function findTeam(accounts: Accounts, asked: string | number | undefined): Promise<number> {
  const teams = await accounts.listTeams();
  const [only] = teams;
  if (asked === undefined && only !== undefined && teams.length === 1) return only.id;
  const found = teams.find(({ id }) => id === Number(asked));
  if (found !== undefined) return found.id;
  const list = teams.map(({ id, name }) => `${id} ${name}`).join(", ");
  throw new ConfigError(`--team: name one of the teams by its number: ${list || "there are none yet"}`);
}

async function pageAddress(accounts: Accounts, path: string): Promise<string> {
  const { publicUrl, port } = readConfig();
  return createPageUrl({ publicUrl, people: accounts, ownUrl: `http://localhost:${port}` })(path);
}

const noUser = (email: string) => new ConfigError(`there is no user ${email}: see \`millrace users list\``);

async function changeUser(
  email: string,
  changes: { readonly isOperator?: boolean; readonly isDisabled?: boolean },
  action: AuditAction,
): Promise<void> {
  await withAccounts(async (accounts) => {
    const person = await accounts.findPersonByEmail(email);
    if (person === null) throw noUser(email);
    await accounts.changePerson(person.id, changes);
    await noteCommand(accounts, { action, target: nameOf(person), targetUserId: person.id });
  });
}
