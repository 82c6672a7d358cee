import { findByHost } from "../site/find-by-host.ts";
import { SPAM_REFERRERS } from "./spam-referrers.data.ts";

const SPAMMERS = new Map(
  SPAM_REFERRERS.trim()
    .split(/\s+/)
    .map((host) => [host, true]),
);

/** Returns whether a referrer's host is known for referrer spam. */
export function isSpamReferrer(host: string): boolean {
  return findByHost(SPAMMERS, host) === true;
}
