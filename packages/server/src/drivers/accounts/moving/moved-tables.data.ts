import type { AccountsSchema } from "../schema.ts";

/** A table whose rows move to another accounts store. */
export interface MovedTable {
  readonly table: string;
  /** Columns by which a row is recognized in the other store, and in whose order rows are read. */
  readonly key: readonly string[];
  /** Columns in which two rows with one key must agree: else they are different things. */
  readonly identity?: readonly string[];
  /** Whether nothing refers to a row's id, so that a row may get another one where its own is taken. */
  readonly mayRenumber?: true;
}

/** In the order in which they are written: a table comes after those that it refers to. */
export const MOVED_TABLES: readonly MovedTable[] = [
  { table: "instance", key: ["name"], identity: ["value"] },
  { table: "users", key: ["id"] },
  { table: "credentials", key: ["id"] },
  { table: "two_factors", key: ["id"] },
  { table: "passkeys", key: ["id"] },
  { table: "account_links", key: ["hash"] },
  { table: "teams", key: ["id"], identity: ["created_at"] },
  { table: "members", key: ["team_id", "user_id"] },
  { table: "invitations", key: ["id"], identity: ["link_hash"] },
  { table: "keys", key: ["id"], identity: ["hash"] },
  { table: "sites", key: ["name"], identity: ["id", "key"] },
  { table: "deleted_sites", key: ["site_id"], identity: ["name"] },
  { table: "goals", key: ["site_id", "name"], mayRenumber: true },
  { table: "segments", key: ["id"], identity: ["site_id"] },
  { table: "annotations", key: ["site_id", "date", "text", "created_at"], mayRenumber: true },
  { table: "erasures", key: ["site_id", "requested_at", "kind", "from_ms", "user_hash"], mayRenumber: true },
  { table: "shares", key: ["slug"], identity: ["site_id"], mayRenumber: true },
  { table: "unknown_sites", key: ["name"] },
  { table: "mails", key: ["id"] },
  { table: "audit", key: ["at", "action", "actor_kind", "actor_id", "site", "target"], mayRenumber: true },
];

/** Tables that stay behind, with the reason. */
export const UNMOVED_TABLES: Partial<Readonly<Record<keyof AccountsSchema, string>>> = {
  sign_ins: "their cookies are bound to the address of the old instance, and stolen ones should end",
  verifications: "half-done sign-ins, which last for minutes",
  attempts: "failed sign-ins, whose keys are made with a salt of the day",
  setup_links: "a new start prints a new one",
};
