/** A site that was deleted, or had another id before it was reset. Kept for ever: its id is never given again. */
export interface DeletedSite {
  readonly siteId: number;
  /** Events don't make a site of this name again; people may. */
  readonly name: string;
  /** Of a site that was reset: the id under which it goes on. Null for one that was deleted. */
  readonly successorId: number | null;
  /** Epoch ms. */
  readonly deletedAt: number;
  /** When nothing of it was left in the event store and nothing more could come; null before. */
  readonly erasedAt: number | null;
}
