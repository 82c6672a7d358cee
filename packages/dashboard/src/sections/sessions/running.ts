import type { SessionInfo } from "@millrace/protocol";

/** A visit ends when nothing came for so long: see the server's sessions. */
const GAP_MS = 30 * 60_000;

/** Whether a further event of the visitor would belong to the visit. */
export const isRunning = ({ ended_at }: Pick<SessionInfo, "ended_at">, now: number): boolean =>
  now - Date.parse(ended_at) < GAP_MS;
