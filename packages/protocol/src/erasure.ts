/** A request to erase a part of a site's events: `from` and `to`, or `user_id`. */
export interface NewErasure {
  /** Dates in the site's zone, `2026-01-31`, both included. */
  readonly from?: string;
  readonly to?: string;
  /** As events were sent with it. Only a keyed hash of it is kept. */
  readonly user_id?: string;
  /** The site's name. */
  readonly confirm: string;
}

/** A part of a site's events that is erased, and how far that came. */
export interface ErasureInfo {
  readonly id: number;
  readonly kind: "period" | "user";
  /** Dates of a period; null for a person. */
  readonly from: string | null;
  readonly to: string | null;
  /** `erased`: nothing is left. `done`: 15 minutes brought nothing back. */
  readonly state: "requested" | "erased" | "done";
  /** ISO 8601. */
  readonly requested_at: string;
  readonly erased_at: string | null;
  readonly done_at: string | null;
  /** Rows erased so far, or about to be. */
  readonly rows: number;
}

/** Reply of `GET /api/v1/sites/{site}/erasures`, the latest first. */
export interface ErasureList {
  readonly erasures: readonly ErasureInfo[];
}
