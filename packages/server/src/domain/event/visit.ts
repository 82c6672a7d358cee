import { MINUTE } from "../time.ts";

/** A visit (session) ends when its visitor does nothing for this long. */
export const SESSION_GAP_MS = 30 * MINUTE;
