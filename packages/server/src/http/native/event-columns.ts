import type { Event } from "../../domain/event/event.ts";
import { FIELD_LIST } from "../../domain/event/event-fields.ts";
import type { FieldColumn } from "../../domain/event/field-kinds.ts";
import type { Cell, Column, Row } from "../serve/rows/row-format.ts";

/** A column of an export, with a function that reads it from an event. */
interface Exported extends Column {
  readonly read: (event: Event) => Cell;
}

/**
 * Columns of an event export. Visitor ids are hashes that are meaningless outside their day. Amounts are text, so that
 * no cent is lost to floating point.
 */
const EXPORTED: readonly Exported[] = FIELD_LIST.flatMap(([field, { columns }]) =>
  (columns as readonly FieldColumn<unknown>[]).flatMap(({ exported, kind, get }) =>
    exported === null ? [] : [{ name: exported, kind, read: (event: Event) => get(event[field]) }],
  ),
);

export const EVENT_COLUMNS: readonly Column[] = EXPORTED.map(({ name, kind }) => ({ name, kind }));

export async function* eventRows(pages: AsyncIterable<readonly Event[]>): AsyncGenerator<readonly Row[]> {
  for await (const events of pages) yield events.map((event) => EXPORTED.map(({ read }) => read(event)));
}
