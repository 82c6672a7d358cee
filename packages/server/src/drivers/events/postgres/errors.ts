import { BadRequest, QueryTooHeavy, RowsRefused, StoreUnavailable } from "../../../domain/errors.ts";

/** SQLSTATE classes that say the rows themselves are at fault: 22 data exception, 23 integrity constraint violation. */
const ROW_FAULT = /^2[23][0-9A-Z]{3}$/;

/**
 * 57014 query_canceled, which statement_timeout ends with; 53400 configuration_limit_exceeded, as temp_file_limit;
 * 54000 program_limit_exceeded, 54001 statement_too_complex, 54011 too_many_columns.
 */
const QUERY_CAPS: ReadonlySet<string> = new Set(["57014", "53400", "54000", "54001", "54011"]);

const BAD_REGEX = "2201B";

/** 40P01 deadlock_detected, 40001 serialization_failure: nothing was written, the same again may work. */
const AGAIN: ReadonlySet<string> = new Set(["40P01", "40001"]);

export function asInsertError(error: unknown): Error {
  if (error instanceof StoreUnavailable) return error;
  const isRowFault = ROW_FAULT.test(codeOf(error)) && !lacksPartition(error);
  return new (isRowFault ? RowsRefused : StoreUnavailable)(messageOf(error), { cause: causeOf(error) });
}

export function asQueryError(error: unknown): Error {
  if (error instanceof StoreUnavailable) return error;
  if (codeOf(error) === BAD_REGEX) {
    return new BadRequest(`filters: the event store refuses a regular expression: ${regexReason(error)}`, {
      cause: causeOf(error),
    });
  }
  if (QUERY_CAPS.has(codeOf(error))) {
    return new QueryTooHeavy("the query is too heavy: use a shorter range, fewer dimensions or a filter", {
      cause: causeOf(error),
    });
  }
  return new StoreUnavailable(messageOf(error), { cause: causeOf(error) });
}

/** `invalid regular expression: brackets [] not balanced`, in the server's language. */
function regexReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.slice(message.indexOf(": ") + 1).trim();
}

/** Another try in a new transaction may work. */
export function canTryAgain(error: unknown): boolean {
  return AGAIN.has(codeOf(error)) || lacksPartition(error);
}

/** A month was dropped by an erasure after the insert looked for it: 23514 as for a row's fault, but of no constraint. */
export function lacksPartition(error: unknown): boolean {
  return codeOf(error) === "23514" && (error as { constraint?: string }).constraint === undefined;
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? "");
}

function messageOf(error: unknown): string {
  const column = /column (\w+)/.exec(String((error as { where?: unknown } | null)?.where ?? ""))?.[1];
  const place = column === undefined ? "" : `, column ${column}`;
  return `[events:postgres] ${textOf(error)} (${codeOf(error) || "no code"}${place})`;
}

/** Without what stands in quotes, in any language of the server: it may be a value of a row, and ends in logs. */
function textOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/["'«„“].*["'»“”]/gs, "…").slice(0, 300);
}

/** The server's error holds the row in `detail` and `where`: what may be logged is its code, text and stack. */
function causeOf(error: unknown): unknown {
  if (!(error instanceof Error) || !/^[0-9A-Z]{5}$/.test(codeOf(error))) return error;
  const cause = Object.assign(new Error(textOf(error)), { code: codeOf(error) });
  cause.stack = `${cause.message}\n${(error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n")}`;
  return cause;
}
