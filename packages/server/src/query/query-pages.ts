import type { Query, QueryReply } from "@millrace/protocol";

export type RunQuery = (query: Query, now?: number) => Promise<QueryReply>;

export interface QueryPagesOptions {
  readonly runQuery: RunQuery;
  /** The instant from which ranges such as `24h` are computed, the same for every page. Epoch ms. */
  readonly now: number;
  /** Number of rows after which to end. Default: all. */
  readonly maxRows?: number;
}

/** Rows held in memory at once. */
const PAGE_ROWS = 10_000;

/**
 * Yields all rows of a query from its offset on, a page at a time, in its order; the first page comes even if it is
 * empty. Each page is a query of its own: rows that change meanwhile may move from one page to another. Throws like
 * runQuery.
 */
export async function* queryPages(query: Query, options: QueryPagesOptions): AsyncGenerator<QueryReply> {
  const { runQuery, now, maxRows = Number.POSITIVE_INFINITY } = options;
  let left = maxRows;
  for (let { offset } = query.pagination; ; offset += PAGE_ROWS) {
    const limit = Math.min(PAGE_ROWS, left);
    const reply = await runQuery({ ...query, pagination: { limit, offset } }, now);
    yield reply;
    left -= reply.results.length;
    if (reply.results.length < limit || left <= 0) return;
  }
}
