import type {
  InvitationAcceptance,
  InvitationInfo,
  InvitationList,
  InvitationOffer,
  InvitationWithLink,
  Me,
  MemberChanges,
  NewInvitation,
  PasswordChange,
  PersonInfo,
  ProfileChanges,
  SetUp,
  SignedIn,
  SignIn,
  SignInInfo,
  SignInList,
  TeamDetails,
  TeamInfo,
} from "./account.ts";
import { type Json, search } from "./client-call.ts";

const DELETE = { method: "DELETE" } as const;
const teamPath = (team: number, rest = "") => `/api/v1/teams/${team}${rest}`;
const memberPath = (team: number, user: string) => teamPath(team, `/members/${encodeURIComponent(user)}`);

/** Who asks, how they sign in and out, teams, members and invitations. */
export function accountCalls(json: Json) {
  return {
    /** Returns who asks, and what they may do with a site or a team. */
    me: (
      about: { readonly site?: string | undefined; readonly team?: string | undefined } = {},
      signal?: AbortSignal,
    ) => json<Me>(`/api/v1/me${search(about)}`, { signal }),
    changeProfile: (body: ProfileChanges) => json<PersonInfo>("/api/v1/me", { method: "PATCH", body }),
    /** Creates the first account and signs in. */
    setUp: (body: SetUp) => json<SignedIn>("/api/v1/setup", { body }),

    signIn: (body: SignIn) => json<SignedIn>("/api/v1/sign-in", { body }),
    signOut: async () => void (await json("/api/v1/sign-in", DELETE)),
    signIns: async (): Promise<readonly SignInInfo[]> =>
      (await json<SignInList>("/api/v1/sign-ins")).sign_ins,
    endSignIn: async (id: string) => void (await json(`/api/v1/sign-ins/${encodeURIComponent(id)}`, DELETE)),
    /** Signs out everywhere else. Returns in how many places. */
    endOtherSignIns: async () => (await json<{ ended: number }>("/api/v1/sign-ins", DELETE)).ended,
    changePassword: async (body: PasswordChange) => void (await json("/api/v1/me/password", { body })),

    createTeam: (name: string) => json<TeamInfo>("/api/v1/teams", { body: { name } }),
    team: (team: number) => json<TeamDetails>(teamPath(team)),
    renameTeam: async (team: number, name: string) =>
      void (await json(teamPath(team), { method: "PATCH", body: { name } })),
    /** Deletes a team that has no sites. */
    deleteTeam: async (team: number) => void (await json(teamPath(team), DELETE)),
    leaveTeam: async (team: number) => void (await json(teamPath(team, "/membership"), DELETE)),
    transferTeam: async (team: number, user: string) =>
      void (await json(teamPath(team, "/transfer"), { body: { user_id: user } })),
    changeMember: async (team: number, user: string, body: MemberChanges) =>
      void (await json(memberPath(team, user), { method: "PATCH", body })),
    removeMember: async (team: number, user: string) => void (await json(memberPath(team, user), DELETE)),
    moveSite: async (site: string, team: number) =>
      void (await json(`/api/v1/sites/${encodeURIComponent(site)}/move`, { body: { team } })),

    invitations: async (team: number): Promise<readonly InvitationInfo[]> =>
      (await json<InvitationList>(teamPath(team, "/invitations"))).invitations,
    invite: (team: number, body: NewInvitation) =>
      json<InvitationWithLink>(teamPath(team, "/invitations"), { body }),
    /** Sends an invitation again; earlier links of it stop working. */
    renewInvitation: (team: number, id: number) =>
      json<InvitationWithLink>(teamPath(team, `/invitations/${id}/renew`), { method: "POST" }),
    revokeInvitation: async (team: number, id: number) =>
      void (await json(teamPath(team, `/invitations/${id}`), DELETE)),
    /** Returns what an invitation offers; the token is what follows `#` in its link. */
    readInvitation: (token: string) => json<InvitationOffer>("/api/v1/invitations/read", { body: { token } }),
    acceptInvitation: (body: InvitationAcceptance) => json<SignedIn>("/api/v1/invitations/accept", { body }),
  };
}
