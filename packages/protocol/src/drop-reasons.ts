/** Why an event was left out on purpose. A closed list: every drop is counted under one of these. */
export const DROP_REASONS = [
  /** The site does not exist and may not be created, or was deleted. */
  "unknown_site",
  /** The page's host is not among the site's domains. */
  "wrong_domain",
  /** The site demands an ingest key, and none that opens it was sent. */
  "key_required",
  /** The page's origin is not among those that the site lists. */
  "wrong_origin",
  /** The User-Agent declares itself a crawler. */
  "bot",
  /** The referrer is known for referrer spam. */
  "spam_referrer",
  /** The User-Agent is a browser's, but the address is in a range that the operator listed as a data centre's. */
  "data_center",
  /** The event is older than the site keeps events. */
  "too_old",
  /** A script changed the address, but what the site keeps of it is the same page. */
  "same_page",
  /** The site excludes this page. */
  "excluded_page",
  /** The site excludes the page's host. */
  "excluded_host",
  /** The site excludes the sender's address. */
  "excluded_address",
  /** The site was deleted or reset while the event waited in the queue. */
  "deleted_site",
  /** The event's period or person was erased while the event waited in the queue. */
  "erased",
] as const;

export type DropReason = (typeof DROP_REASONS)[number];
