import type { Log } from "../../ports/log.ts";

export interface MailerOptions {
  readonly log: Log;
  /** PEM certificates of authorities that are trusted instead of the system's. For tests. */
  readonly authorities?: string;
}
