import type { ClientBase } from "pg";

/** First half of every advisory lock's key: other programs may lock in the same database. */
const OURS = 0x4d494c4c;

/** Taken in this order, before any row is locked; each is held until its transaction ends. */
export const ADVISORY_LOCKS = { migrations: 1, erasure: 2, partitions: 3 } as const;

type AdvisoryLock = (typeof ADVISORY_LOCKS)[keyof typeof ADVISORY_LOCKS];

export async function lockAlone(client: ClientBase, lock: AdvisoryLock): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock($1, $2)", [OURS, lock]);
}

/** Any number share it; who wants it alone waits for them. */
export async function lockShared(client: ClientBase, lock: AdvisoryLock): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock_shared($1, $2)", [OURS, lock]);
}
