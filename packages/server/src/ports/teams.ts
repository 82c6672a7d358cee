import type { TeamRole } from "../domain/access/team-role.ts";

export interface Team {
  readonly id: number;
  readonly name: string;
}

/** Somebody in a team. */
export interface Member {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: TeamRole;
  /** Ids of the sites that the member sees; null: every site of the team. */
  readonly sites: readonly number[] | null;
}

/** An invitation to a team. Instants are epoch ms. */
export interface Invitation {
  readonly id: number;
  readonly teamId: number;
  readonly email: string;
  readonly role: TeamRole;
  readonly sites: readonly number[] | null;
  /** Language of the mail. */
  readonly language: string;
  readonly invitedBy: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Hashes of an invitation's two tokens: only the one that was mailed proves the address. */
export interface InvitationTokens {
  readonly linkHash: string;
  readonly mailHash: string;
}

export type NewInvitation = Omit<Invitation, "id"> & InvitationTokens;

/** Teams with their members and invitations. */
export interface Teams {
  findTeam(teamId: number): Promise<Team | null>;
  /** Returns the teams with one of the ids, by name. */
  findTeams(teamIds: readonly number[]): Promise<readonly Team[]>;
  listTeams(): Promise<readonly Team[]>;
  /** `ownerId` null: a team without members, which the first owner of the instance will own. */
  createTeam(name: string, ownerId: string | null): Promise<Team>;
  renameTeam(teamId: number, name: string): Promise<boolean>;
  /** Returns false when there is no such team, or it has sites. */
  deleteTeam(teamId: number): Promise<boolean>;
  /** Returns the members, by e-mail address. */
  listMembers(teamId: number): Promise<readonly Member[]>;
  /** Changes nothing of an owner. Returns false when the team has no such member, or an owner is meant. */
  changeMember(
    teamId: number,
    userId: string,
    changes: { readonly role: TeamRole; readonly sites: readonly number[] | null },
  ): Promise<boolean>;
  /** Returns false when the team has no such member, or the member is its only owner. */
  removeMember(teamId: number, userId: string): Promise<boolean>;
  /** Makes a member the owner and the owner an admin, in one transaction. Returns false when either is not what it was. */
  transferTeam(teamId: number, fromId: string, toId: string): Promise<boolean>;

  /** Replaces an earlier invitation of the address to the team. */
  createInvitation(invitation: NewInvitation): Promise<Invitation>;
  /** Gives an invitation new tokens and a new expiry. Returns null when the team has no such invitation. */
  renewInvitation(
    teamId: number,
    id: number,
    renewed: InvitationTokens & { readonly expiresAt: number },
  ): Promise<Invitation | null>;
  listInvitations(teamId: number): Promise<readonly Invitation[]>;
  deleteInvitation(teamId: number, id: number): Promise<boolean>;
  /** Returns the invitation with a token that has not expired, and whether the token was mailed. */
  findInvitation(
    hash: string,
    now: number,
  ): Promise<{ readonly invitation: Invitation; readonly wasMailed: boolean } | null>;
  /**
   * Makes a person a member, creating them if they are new, and removes the invitation, in one transaction. Returns null
   * when the token is not valid any more: of several concurrent callers one succeeds.
   */
  acceptInvitation(
    hash: string,
    now: number,
    who: { readonly userId: string } | { readonly name: string; readonly passwordHash: string },
  ): Promise<{ readonly userId: string; readonly teamId: number } | null>;
}
