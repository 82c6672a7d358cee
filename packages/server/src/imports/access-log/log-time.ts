import { instantOf } from "../../domain/time-zone/zoned-time.ts";
import { readDate } from "../rows/read-date.ts";

const LOG_TIME =
  /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2})(?:\.(\d{3}))?(?: ([+-])(\d{2})(\d{2}))?$/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * Reads `10/Oct/2000:13:55:36 -0700`, and HAProxy's `29/Nov/2026:15:28:23.123`, which is a time of `zone`. Returns epoch ms,
 * null when there is no such time.
 */
export function parseLogTime(text: string, zone: string): number | null {
  const [, day, month = "", year, hour, minute, second, ms = "0", sign, offsetHours, offsetMinutes] =
    LOG_TIME.exec(text) ?? [];
  const monthIndex = MONTHS.indexOf(month);
  if (monthIndex < 0) return null;
  const local = Date.UTC(
    +(year ?? 0),
    monthIndex,
    +(day ?? 0),
    +(hour ?? 0),
    +(minute ?? 0),
    +(second ?? 0),
    +ms,
  );
  const isReal = new Date(local).getUTCDate() === Number(day) && Number(hour) < 24 && Number(minute) < 60;
  if (!isReal) return null;
  if (sign === undefined) return zone === "UTC" ? local : instantOf(zone, local);
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
  return local - (sign === "-" ? -offset : offset);
}

/** Reads a time as JSON logs write it: a log's own, ISO 8601, `2026/11/29 15:28:23`, or seconds, ms, us or ns since 1970. */
export function readLogTime(value: unknown, zone: string): number | null {
  const text = String(value).trim();
  if (/^\d{1,20}(?:\.\d{1,9})?$/.test(text)) return epochMs(Number(text));
  const bare = text.replace(/^\[|\]$/g, "");
  return parseLogTime(bare, zone) ?? readDate(bare.replace(/^(\d{4})\/(\d{2})\//, "$1-$2-"), zone);
}

/** Seconds have up to eleven digits until the year 5138, and each finer unit three more. */
function epochMs(value: number): number {
  const unit = [1e11, 1e14, 1e17].findIndex((limit) => value < limit);
  return Math.floor([value * 1000, value, value / 1000][unit] ?? value / 1e6);
}
