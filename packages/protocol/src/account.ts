/** What a member may do in a team, from least to most. */
export const TEAM_ROLES = ["viewer", "editor", "admin", "owner"] as const;
export type TeamRole = (typeof TEAM_ROLES)[number];

/** Rules of access that a page asks about, see the API's `x-access`. */
export const RIGHTS = [
  "site:view",
  "site:edit",
  "site:manage",
  "sites:create",
  "team:view",
  "team:manage",
  "team:own",
  "operator",
] as const;
export type Right = (typeof RIGHTS)[number];

/**
 * State of an instance.
 *   open    it has no account: everybody on its machine may do everything
 *   new     it has no account, and who asks is on another machine: the set-up link is needed
 *   closed  it has accounts
 */
export const INSTANCE_STATES = ["open", "new", "closed"] as const;
export type InstanceState = (typeof INSTANCE_STATES)[number];

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** Somebody with an account, as they see themselves. */
export interface PersonInfo {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly email_verified: boolean;
  /** Null: the browser's. */
  readonly language: string | null;
  readonly timezone: string | null;
  readonly theme: Theme | null;
  readonly is_operator: boolean;
  readonly two_factor: boolean;
}

/** Reply of `GET /api/v1/me`: who asks, and what they may do. */
export interface Me {
  readonly instance: InstanceState;
  readonly sign_up: "invite" | "open" | "off";
  /** Name of the OpenID Connect provider that people may sign in with; null: there is none. */
  readonly oidc_name: string | null;
  /** Null: nobody is signed in. */
  readonly person: PersonInfo | null;
  readonly teams: readonly TeamInfo[];
  /** What may be done, with the site and team that the request names. */
  readonly rights: readonly Right[];
}

/** A team, with the role that who asks has in it. */
export interface TeamInfo {
  readonly id: number;
  readonly name: string;
  readonly role: TeamRole;
}

/** Body of `POST /api/v1/setup`. */
export interface SetUp {
  /** What follows `#` in the set-up link. */
  readonly link: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly team: string;
}

/** Body of `POST /api/v1/sign-in`. */
export interface SignIn {
  readonly email: string;
  readonly password: string;
}

/** Reply of `POST /api/v1/sign-in`. */
export interface SignedIn {
  /** `second factor`: the sign-in is complete once that is given as well. */
  readonly state: "signed in" | "second factor";
}

/** Where somebody is signed in. */
export interface SignInInfo {
  readonly id: string;
  /** `Firefox on Linux`; "" when it is not known. */
  readonly device: string;
  /** ISO 8601, UTC. */
  readonly created_at: string;
  readonly used_at: string;
  readonly is_current: boolean;
}

export interface SignInList {
  readonly sign_ins: readonly SignInInfo[];
}

/** Body of `PATCH /api/v1/me`. Null: as the browser has it. */
export interface ProfileChanges {
  readonly name?: string;
  readonly language?: string | null;
  readonly timezone?: string | null;
  readonly theme?: Theme | null;
}

export interface PasswordChange {
  readonly current_password: string;
  readonly new_password: string;
}

/** Somebody in a team. */
export interface MemberInfo {
  readonly user_id: string;
  readonly name: string;
  readonly email: string;
  readonly role: TeamRole;
  /** Names of the sites that a viewer or editor sees; null: every site of the team. */
  readonly sites: readonly string[] | null;
}

/** Reply of `GET /api/v1/teams/{team}`. */
export interface TeamDetails extends TeamInfo {
  readonly members: readonly MemberInfo[];
  /** Names of the team's sites that who asks sees. */
  readonly sites: readonly string[];
}

export interface MemberChanges {
  readonly role?: Exclude<TeamRole, "owner">;
  readonly sites?: readonly string[] | null;
}

export interface NewInvitation {
  readonly email: string;
  readonly role: Exclude<TeamRole, "owner">;
  readonly sites?: readonly string[] | null;
}

/** An invitation that was not accepted yet. */
export interface InvitationInfo {
  readonly id: number;
  readonly email: string;
  readonly role: TeamRole;
  readonly sites: readonly string[] | null;
  readonly created_at: string;
  readonly expires_at: string;
}

/** Reply of making or sending an invitation: the link is shown once. */
export interface InvitationWithLink extends InvitationInfo {
  readonly link: string;
}

export interface InvitationList {
  readonly invitations: readonly InvitationInfo[];
}

/** What an invited person sees before they accept. */
export interface InvitationOffer {
  readonly team: string;
  readonly email: string;
  readonly role: TeamRole;
  /** Name of who invited; null: they are gone. */
  readonly invited_by: string | null;
  /** Whether the address has an account: its owner signs in to accept. */
  readonly has_account: boolean;
}

/** Body of `POST /api/v1/invitations/accept`. Name and password for those who have no account yet. */
export interface InvitationAcceptance {
  readonly token: string;
  readonly name?: string;
  readonly password?: string;
}

/** What a key opens. `operate` is for keys of the instance's operators. */
export const KEY_SCOPES = ["ingest", "read", "manage", "operate"] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

/** An API key, without the key itself. */
export interface KeyInfo {
  readonly id: number;
  readonly name: string;
  /** First characters of the key. */
  readonly prefix: string;
  readonly scopes: readonly KeyScope[];
  /** Names of the sites that it opens; null: every site of the team. */
  readonly sites: readonly string[] | null;
  /** Requests that each api process accepts in a minute. */
  readonly per_minute: number;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
}

/** Reply of making a key: the only time that it is shown. */
export interface KeyWithSecret extends KeyInfo {
  readonly key: string;
}

/** Body of `POST /api/v1/teams/{team}/keys`. */
export interface NewKey {
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  readonly sites?: readonly string[] | null;
  readonly expires_at?: string | null;
  readonly per_minute?: number;
}

export interface KeyList {
  readonly keys: readonly KeyInfo[];
}
