import { OK, type Step } from "../../domain/event/step.ts";
import { VISIT_GAP_MS } from "../../domain/event/visit.ts";
import { userHashOf, visitorIdOf, visitorIdOfUser } from "../../domain/event/visitor-id.ts";
import { addDays, createLocalDays } from "../../domain/time-zone/zoned-time.ts";
import type { Intake } from "../subject.ts";

/**
 * Turns address and agent, or the client's own user id, into keyed hashes that are valid for this site and date only.
 */
export function createIdentifyVisitor(): Step<Intake> {
  const dayIn = createLocalDays();
  return function identifyVisitor(intake) {
    const { payload, sender, site, salt, previousSalt, timestamp } = intake;
    if (payload.actor === "nobody") return OK;
    const day = dayIn(site.timezone, timestamp);
    const isAfterMidnight = timestamp - day.from < VISIT_GAP_MS;
    intake.fingerprint = visitorIdOf(salt, site.id, sender.ip, sender.userAgent);
    if (payload.userId === "") {
      intake.visitorId = intake.fingerprint;
      // A date in the past has the visitor ids of the date of receipt, and so has the one before it.
      if (isAfterMidnight && previousSalt !== null && day.to > sender.receivedAt) {
        intake.previousVisitorId = visitorIdOf(previousSalt, site.id, sender.ip, sender.userAgent);
      }
      return OK;
    }
    intake.userId = userHashOf(site.key, payload.userId);
    intake.visitorId = visitorIdOfUser(site.key, payload.userId, day.date);
    if (isAfterMidnight) {
      intake.previousVisitorId = visitorIdOfUser(site.key, payload.userId, addDays(day.date, -1));
    }
    return OK;
  };
}
