import { LIMITS } from "@millrace/protocol";
import { BadRequest } from "../domain/errors.ts";
import { userHashOf } from "../domain/event/visitor-id.ts";
import type { ErasedPart } from "../domain/site/erasure.ts";
import type { Site } from "../domain/site/site.ts";
import { addDays, isIsoDate, startOfDate } from "../domain/time-zone/zoned-time.ts";

/** What a person asks to be erased: a period by its first and last date, or a person by the client's own user id. */
export interface ErasureRequest {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly userId?: string | undefined;
}

/** Dates that every event store has. */
const FIRST_DATE = "1970-01-01";
const LAST_DATE = "2100-12-31";

/**
 * Returns the part of a site's events that a request names. A user id leaves this function as its keyed hash only.
 * Throws BadRequest with the part at fault.
 */
export function planErasure(site: Pick<Site, "key" | "timezone">, request: ErasureRequest): ErasedPart {
  const { from, to, userId } = request;
  const isPeriod = from !== undefined || to !== undefined;
  if (isPeriod === (userId !== undefined))
    throw new BadRequest("name either a period (from and to) or a person (user_id)");
  if (userId !== undefined) return { kind: "user", userHash: userHashOf(site.key, checkUserId(userId)) };
  const firstDay = checkDate("from", from);
  const lastDay = checkDate("to", to);
  if (firstDay > lastDay) throw new BadRequest("from must not be after to");
  return {
    kind: "period",
    firstDay,
    lastDay,
    from: startOfDate(site.timezone, firstDay),
    to: startOfDate(site.timezone, addDays(lastDay, 1)),
  };
}

function checkUserId(userId: string): string {
  // As the doors take it, or its hash would be another.
  if (userId !== "" && userId.length <= LIMITS.userId) return userId.toWellFormed();
  throw new BadRequest(`user_id must have 1 to ${LIMITS.userId} characters`);
}

function checkDate(name: string, date: string | undefined): string {
  if (date === undefined) throw new BadRequest(`${name} is required: a period has a first and a last date`);
  if (isIsoDate(date) && date >= FIRST_DATE && date <= LAST_DATE) return date;
  throw new BadRequest(
    `${name}: ${JSON.stringify(date.slice(0, 50))} is not a date from ${FIRST_DATE} to ${LAST_DATE}`,
  );
}
