import type { AuditAction, AuditActorKind, AuditDetails } from "@millrace/protocol";

/** Who did it. Never with an address or a User-Agent. */
export interface AuditActor {
  readonly kind: AuditActorKind;
  /** Id of the person or key; null where there is none. */
  readonly id: string | null;
  /** As it is at that moment; null once the account is deleted. */
  readonly name: string | null;
  /** The sign-in of a person. */
  readonly signInId: string | null;
}

export interface NewAuditEntry {
  /** Epoch ms. */
  readonly at: number;
  readonly action: AuditAction;
  readonly actor: AuditActor;
  /** Whose admins see it; null: only operators of the instance do. */
  readonly teamId: number | null;
  readonly siteId: number | null;
  readonly site: string | null;
  /** Whom or what it was done to, as people name it. */
  readonly target: string | null;
  /** The person it was done to: their name goes from the row with their account. */
  readonly targetUserId: string | null;
  readonly details: AuditDetails;
}

export interface AuditEntry extends NewAuditEntry {
  readonly id: number;
}

export interface AuditSelection {
  /** Null: what belongs to no team. */
  readonly teamId: number | null;
  /** Only rows with a smaller id. */
  readonly before?: number | undefined;
  readonly action?: AuditAction | undefined;
  readonly limit: number;
}

/**
 * The record of who did what. The database refuses to change or delete its rows, with two exceptions: the name of a
 * person whose account is deleted is removed, and rows go when they are older than AUDIT_KEPT_MS.
 */
export interface Audit {
  /** Texts may hold anything: what the database can't store is left out. */
  addAudit(entry: NewAuditEntry): Promise<void>;
  /** Returns the latest first. */
  listAudit(selection: AuditSelection): Promise<readonly AuditEntry[]>;
  /** Deletes rows from before an instant, in epoch ms. Throws when some are not old enough to go. */
  forgetAudit(before: number): Promise<number>;
}
