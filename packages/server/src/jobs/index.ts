import { HOUR, MINUTE, SECOND } from "../domain/time.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventStore } from "../ports/event-store.ts";
import type { Log } from "../ports/log.ts";
import type { SealMeter } from "../ports/meter.ts";
import type { Queue } from "../ports/queue.ts";
import type { State } from "../ports/state.ts";
import type { TraceSink } from "../ports/trace.ts";
import { createDestroyOldSalts } from "./destroy-old-salts.ts";
import { createEraseDeletedSites } from "./erase-deleted-sites.ts";
import { createEraseExpiredEvents } from "./erase-expired-events.ts";
import { createEraseRequestedEvents } from "./erase-requested-events.ts";
import { createForgetAudit } from "./forget-audit.ts";
import type { Job } from "./job.ts";
import { createMoveEvents, type MoveEventsDeps } from "./move-events.ts";
import { createSealDays } from "./seal-days.ts";
import { createSendMails, type MailSending } from "./send-mails.ts";

export interface JobsDeps {
  readonly accounts: Accounts;
  readonly store: EventStore;
  readonly queue: Queue;
  readonly state: State;
  readonly move: MoveEventsDeps["move"];
  readonly mail: MailSending;
  readonly meter: SealMeter;
  readonly trace: TraceSink;
  readonly clock: Clock;
  readonly log: Log;
}

/** Returns every job of the scheduler. */
export const createJobs = (deps: JobsDeps): readonly Job[] => [
  { name: "erase-deleted-sites", every: 5 * SECOND, run: createEraseDeletedSites(deps) },
  { name: "send-mails", every: 5 * SECOND, run: createSendMails(deps) },
  {
    name: "erase-requested-events",
    every: 5 * SECOND,
    run: createEraseRequestedEvents({ ...deps, bus: deps.state }),
  },
  { name: "move-events", every: MINUTE, run: createMoveEvents(deps) },
  { name: "seal-days", every: 5 * MINUTE, run: createSealDays(deps) },
  { name: "destroy-old-salts", every: 10 * MINUTE, run: createDestroyOldSalts(deps) },
  { name: "forget-audit", every: HOUR, run: createForgetAudit(deps) },
  { name: "erase-expired-events", every: HOUR, run: createEraseExpiredEvents(deps) },
];
