import type { SessionInfo } from "@millrace/protocol";
import { duration } from "../../format/number.ts";

/** `1m 20s`; of a visit that sent no more than one event it is unknown. */
export const visitDuration = (visit: Pick<SessionInfo, "duration" | "events">): string =>
  visit.duration === 0 && visit.events < 2 ? "–" : duration(visit.duration);
