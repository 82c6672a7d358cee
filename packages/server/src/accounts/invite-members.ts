import type { Person } from "../domain/access/actor.ts";
import type { TeamRole } from "../domain/access/team-role.ts";
import { BadRequest, Conflict, NotFound } from "../domain/errors.ts";
import { DAY, HOUR } from "../domain/time.ts";
import type { Authentication } from "../ports/authentication.ts";
import type { Clock } from "../ports/clock.ts";
import type { MailOutbox } from "../ports/mail-outbox.ts";
import type { People } from "../ports/people.ts";
import type { Invitation, Teams } from "../ports/teams.ts";
import { checkPassword } from "./check-password.ts";
import type { ManageMembers } from "./manage-members.ts";
import { hashOf, newToken } from "./tokens.ts";

export interface InviteMembersDeps {
  readonly teams: Teams;
  readonly people: Pick<People, "findPersonByEmail" | "findPerson">;
  readonly members: Pick<ManageMembers, "placeOf">;
  readonly mails: Pick<MailOutbox, "queueMail">;
  /** Returns the address of a page that links in mails lead to. */
  readonly pageUrl: (path: string) => Promise<string>;
  readonly clock: Clock;
}

const VALID_MS = 7 * DAY;
/** Who invites from the command line. */
const OPERATOR = "Millrace";
export const INVITATION_PAGE = "/invitation";

/** An invitation with the token of the link that its maker may pass on. */
export interface Invited {
  readonly invitation: Invitation;
  readonly token: string;
}

/** Somebody who accepts: with the account that they are signed in to, or a new one. */
export type Accepting =
  | { readonly userId: string }
  | { readonly name: string | undefined; readonly password: string | undefined };

/** Two tokens: only the one in the mail proves that the address is theirs. */
function newTokens() {
  const [link, mailed] = [newToken(), newToken()];
  return { link, mailed, hashes: { linkHash: link.hash, mailHash: mailed.hash } };
}

/** Invites people to teams and lets them in. */
export function createInviteMembers(deps: InviteMembersDeps) {
  const { teams, people, members, clock } = deps;
  const { sendMail, invite } = createSendInvitations(deps);

  async function findByToken(token: string) {
    const found = await teams.findInvitation(hashOf(token), clock.now());
    if (found === null)
      throw new NotFound("this invitation was used, revoked or has expired: ask for a new one");
    return found;
  }

  return {
    /** Throws NotAllowed, BadRequest, and Conflict when the address is in the team. */
    async invite(
      person: Person,
      teamId: number,
      asked: { readonly email: string; readonly role: TeamRole; readonly sites: readonly string[] | null },
    ): Promise<Invited> {
      const place = await members.placeOf(person, teamId, asked.role, asked.sites);
      return invite(teamId, { email: asked.email, ...place }, person);
    },

    /** Invites for the operator of the instance, who need not be in the team. Throws like `invite`. */
    inviteByOperator: (
      teamId: number,
      asked: { readonly email: string; readonly role: TeamRole; readonly sites: null },
    ) => invite(teamId, asked, null),

    /** Sends an invitation again; earlier links stop working. Throws NotFound. */
    async renew(person: Person, teamId: number, id: number): Promise<Invited> {
      const { link, mailed, hashes } = newTokens();
      const expiresAt = clock.now() + VALID_MS;
      const invitation = await teams.renewInvitation(teamId, id, { ...hashes, expiresAt });
      if (invitation === null) throw new NotFound("the team has no such invitation");
      await sendMail({ invitation, token: mailed.token, inviter: person.name });
      return { invitation, token: link.token };
    },

    /** Returns what an invitation offers. Throws NotFound. */
    async read(token: string) {
      const { invitation } = await findByToken(token);
      const { teamId, invitedBy, email } = invitation;
      return {
        invitation,
        team: (await teams.findTeam(teamId))?.name ?? "",
        invitedBy: invitedBy === null ? null : ((await people.findPerson(invitedBy))?.name ?? null),
        hasAccount: (await people.findPersonByEmail(email)) !== null,
      };
    },

    /** Throws NotFound, BadRequest, and Conflict when the address has an account that is not signed in. */
    async accept(token: string, who: Accepting, { hashPassword }: Pick<Authentication, "hashPassword">) {
      const { invitation } = await findByToken(token);
      const accepted = await teams.acceptInvitation(
        hashOf(token),
        clock.now(),
        "userId" in who ? who : await newPerson(who, invitation.email, people, hashPassword),
      );
      if (accepted === null) throw new NotFound("this invitation was just used or revoked");
      return { ...accepted, email: invitation.email };
    },
  };
}

/** Throws Conflict when the address has an account, and BadRequest for a weak password. */
async function newPerson(
  { name, password }: Extract<Accepting, { readonly name: unknown }>,
  email: string,
  people: InviteMembersDeps["people"],
  hashPassword: Authentication["hashPassword"],
) {
  if ((await people.findPersonByEmail(email)) !== null)
    throw new Conflict(`${email} has an account: sign in and open the invitation again`);
  if (name === undefined || password === undefined)
    throw new BadRequest("name and password are needed to create an account");
  await checkPassword(password, name, email);
  return { name, passwordHash: await hashPassword(password) };
}

/** Makes and mails invitations, whoever may. */
function createSendInvitations({ teams, people, mails, pageUrl, clock }: InviteMembersDeps) {
  async function sendMail({
    invitation,
    token,
    inviter,
  }: Invited & { readonly inviter: string }): Promise<void> {
    const team = await teams.findTeam(invitation.teamId);
    await mails.queueMail({
      to: invitation.email,
      language: invitation.language,
      template: "invitation",
      params: {
        link: await pageUrl(`${INVITATION_PAGE}#${token}`),
        hours: VALID_MS / HOUR,
        team: team?.name ?? "",
        inviter,
      },
    });
  }

  async function invite(
    teamId: number,
    asked: Pick<Invitation, "email" | "role" | "sites">,
    inviter: Pick<Person, "userId" | "name"> | null,
  ): Promise<Invited> {
    if ((await teams.listMembers(teamId)).some(({ email }) => email === asked.email))
      throw new Conflict(`${asked.email} is in the team already`);
    const { link, mailed, hashes } = newTokens();
    const now = clock.now();
    const language = inviter === null ? null : (await people.findPerson(inviter.userId))?.language;
    const invitation = await teams.createInvitation({
      teamId,
      ...asked,
      language: language ?? "en",
      invitedBy: inviter?.userId ?? null,
      createdAt: now,
      expiresAt: now + VALID_MS,
      ...hashes,
    });
    await sendMail({ invitation, token: mailed.token, inviter: inviter?.name ?? OPERATOR });
    return { invitation, token: link.token };
  }

  return { sendMail, invite };
}
