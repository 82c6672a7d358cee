import type { RowFields } from "./event-fields.ts";

/** An enriched, immutable row of the event store. */
export interface Event extends RowFields {}
