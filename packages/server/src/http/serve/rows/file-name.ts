import type { QueryReply } from "@millrace/protocol";

type Reply = Pick<QueryReply, "results" | "query">;

/** Reads the first reply to find the dates of the range, and returns them with all replies. */
export async function withDays(
  replies: AsyncGenerator<Reply>,
): Promise<{ days: string; replies: AsyncGenerator<Reply> }> {
  const first = await replies.next();
  return { days: first.done === true ? "" : daysOf(first.value.query), replies: resumed(first, replies) };
}

/** Returns `_2026-10-30_2026-11-28`: the dates of a range, both included, in the zone in which its ends are written. */
export function daysOf({ date_range: [from, to] }: Pick<QueryReply["query"], "date_range">): string {
  return `_${from.slice(0, 10)}_${to.slice(0, 10)}`;
}

async function* resumed<Item>(first: IteratorResult<Item>, rest: AsyncGenerator<Item>): AsyncGenerator<Item> {
  try {
    if (first.done !== true) yield first.value;
    yield* rest;
  } finally {
    // Whoever ends before the first was taken ends what is behind it, too.
    await rest.return(undefined);
  }
}
