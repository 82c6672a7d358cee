import { findByHost } from "../site/find-by-host.ts";
import { SPAM_REFERRERS } from "./spam-referrers.data.ts";

const SPAMMERS = new Map(
  SPAM_REFERRERS.trim()
    .split(/\s+/)
    .map((host) => [host, true]),
);

/** Whether a referrer's host belongs to somebody who only wants to be seen in statistics. */
export function isSpamReferrer(host: string): boolean {
  return findByHost(SPAMMERS, host) === true;
}
