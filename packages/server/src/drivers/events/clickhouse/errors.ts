import { BadRequest, QueryTooHeavy, RowsRefused, StoreUnavailable } from "../../../domain/errors.ts";

/**
 * Codes that say the rows themselves are at fault (ClickHouse, src/Common/ErrorCodes.cpp). Everything else
 * counts as an outage and is tried again: a wrong guess here would bury good events.
 */
const ROW_FAULTS: ReadonlySet<number> = new Set([
  6, // CANNOT_PARSE_TEXT
  26, // CANNOT_PARSE_QUOTED_STRING
  27, // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  38, // CANNOT_PARSE_DATE
  41, // CANNOT_PARSE_DATETIME
  53, // TYPE_MISMATCH
  69, // ARGUMENT_OUT_OF_BOUND
  72, // CANNOT_PARSE_NUMBER
  117, // INCORRECT_DATA
  131, // TOO_LARGE_STRING_SIZE
  130, // CANNOT_READ_ARRAY_FROM_TEXT
  349, // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
  376, // CANNOT_PARSE_UUID
  407, // DECIMAL_OVERFLOW
  467, // CANNOT_PARSE_BOOL
]);

/** 159 TIMEOUT_EXCEEDED, 160 TOO_SLOW, 241 MEMORY_LIMIT_EXCEEDED, 396 TOO_MANY_ROWS_OR_BYTES, 158 TOO_MANY_ROWS. */
const QUERY_CAPS: ReadonlySet<number> = new Set([158, 159, 160, 241, 396]);

const CANNOT_COMPILE_REGEXP = 427;

export function asInsertError(error: unknown): Error {
  const kind = ROW_FAULTS.has(codeOf(error)) ? RowsRefused : StoreUnavailable;
  return new kind(`[events:clickhouse] ${textOf(error)}`, { cause: error });
}

export function asQueryError(error: unknown): Error {
  if (codeOf(error) === CANNOT_COMPILE_REGEXP) {
    return new BadRequest(`filters: the event store refuses a regular expression: ${regexReason(error)}`, {
      cause: error,
    });
  }
  if (QUERY_CAPS.has(codeOf(error))) {
    return new QueryTooHeavy("the query is too heavy: use a shorter range, fewer dimensions or a filter", {
      cause: error,
    });
  }
  return new StoreUnavailable(`[events:clickhouse] ${textOf(error)}`, { cause: error });
}

/** `cannot compile re2: (?s)[z-a], error: invalid character class range: z-a. Look at https://…` */
function regexReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /, error: (.{1,200}?)(?:\. Look at |$)/s.exec(message)?.[1] ?? "it can't be compiled";
}

function codeOf(error: unknown): number {
  const { code } = (error ?? {}) as { code?: unknown };
  return Number(code);
}

/** The first line only: ClickHouse quotes the row at fault behind it, and logs are no place for events. */
function textOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split("\n", 1)[0] ?? "").replace(/: ?\(while reading.*|'.*'/g, "").slice(0, 300);
}
