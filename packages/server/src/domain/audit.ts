import { DAY } from "./time.ts";

/** How long rows of the audit log are kept. */
export const AUDIT_KEPT_MS = 2 * 365 * DAY;
