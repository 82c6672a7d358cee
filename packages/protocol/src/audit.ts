/** What the audit log records, as a closed list. Append only: rows keep the name for two years. */
export const AUDIT_ACTIONS = [
  "instance set up",
  "signed in",
  "sign-in failed",
  "sign-in ended",
  "signed out elsewhere",
  "password changed",
  "password recovered",
  "e-mail confirmed",
  "e-mail changed",
  "second factor on",
  "second factor off",
  "backup codes renewed",
  "passkey added",
  "passkey removed",
  "provider linked",
  "provider unlinked",
  "account created",
  "account deleted",
  "account disabled",
  "account enabled",
  "operator made",
  "team created",
  "team renamed",
  "team deleted",
  "invitation sent",
  "invitation resent",
  "invitation revoked",
  "invitation accepted",
  "role changed",
  "access narrowed",
  "member removed",
  "member left",
  "ownership transferred",
  "key created",
  "key revoked",
  "site created",
  "site settings changed",
  "site moved",
  "site reset",
  "site deleted",
  "import started",
  "erasure requested",
  "archive downloaded",
  "share created",
  "share changed",
  "share deleted",
  "dead letters replayed",
  "dead letters purged",
  "config applied",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** `open`: somebody on the instance's machine, before there were accounts. `nobody`: somebody who is not signed in. */
export const AUDIT_ACTOR_KINDS = ["person", "key", "command line", "open", "nobody"] as const;
export type AuditActorKind = (typeof AUDIT_ACTOR_KINDS)[number];

/** A row of the audit log: who did what to whom, when, and from where. */
export interface AuditEntryInfo {
  readonly id: number;
  /** ISO 8601. */
  readonly at: string;
  readonly action: AuditAction;
  readonly actor: {
    readonly kind: AuditActorKind;
    /** As it was then: `Ada (ada@example.com)`, or the key's name. Null: the account was deleted, or it is no person or key. */
    readonly name: string | null;
    /** Of a person. */
    readonly sign_in_id: string | null;
    /** Of a key. */
    readonly key_id: number | null;
  };
  /** Name of the site as it was then. */
  readonly site: string | null;
  /** Whom or what it was done to: an address, a key's name, a team's name. */
  readonly target: string | null;
  readonly details: AuditDetails;
}

/** Facts of an action, such as `{ role: "viewer" }`. */
export type AuditDetails = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** Reply of `GET /api/v1/audit` and `GET /api/v1/teams/{team}/audit`, the latest first. */
export interface AuditPage {
  readonly entries: readonly AuditEntryInfo[];
  /** What `before` is for the next page; null: there is none. */
  readonly next: number | null;
}

/** Which rows of the audit log are read. */
export interface AuditQuery {
  /** Only rows older than the one with this id. */
  readonly before?: number | undefined;
  /** Default: 100; at most 500. */
  readonly limit?: number | undefined;
  readonly action?: AuditAction | undefined;
}
