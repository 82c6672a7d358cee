import { OK, type Step } from "../../domain/step.ts";
import { userHashOf, visitorIdOf, visitorIdOfUser } from "../../domain/visitor-id.ts";
import { createLocalDates } from "../../domain/zoned-time.ts";
import type { Intake } from "../subject.ts";

/** Turns address and agent, or the client's own user id, into ids of this site and date that lead nowhere else. */
export function createIdentifyVisitor(): Step<Intake> {
  const dateIn = createLocalDates();
  return function identifyVisitor(intake) {
    const { payload, sender, site, salt } = intake;
    if (payload.actor === "nobody") return OK;
    intake.fingerprint = visitorIdOf(salt, site.id, sender.ip, sender.userAgent);
    if (payload.userId === "") {
      intake.visitorId = intake.fingerprint;
      return OK;
    }
    intake.userId = userHashOf(site.key, payload.userId);
    intake.visitorId = visitorIdOfUser(site.key, payload.userId, dateIn(site.timezone, intake.timestamp));
    return OK;
  };
}
