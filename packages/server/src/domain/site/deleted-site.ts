/**
 * A site that was deleted, or the former id of a site that was reset. Kept for ever, because the id is never given
 * again.
 */
export interface DeletedSite {
  readonly siteId: number;
  /** Events don't create a site of this name again; people may. */
  readonly name: string;
  /** For a reset: the id under which the site goes on. Null for a deletion. */
  readonly successorId: number | null;
  /** Epoch ms. */
  readonly deletedAt: number;
  /** When nothing of it was left in the event store and nothing more could arrive; null before. Epoch ms. */
  readonly erasedAt: number | null;
}
