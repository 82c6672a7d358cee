/** Why an event was left out on purpose. A closed list: every drop is counted under one of these. */
export const DROP_REASONS = [
  /** The site does not exist and may not be created, or was deleted. */
  "unknown_site",
  /** The page's host is not among the site's domains. */
  "wrong_domain",
  /** The User-Agent declares itself a crawler. */
  "bot",
  /** The referrer is one of those that only want to be seen in statistics. */
  "spam_referrer",
  /** What says it is a browser comes from an address that the operator listed as a data centre's. */
  "data_center",
  /** The event is older than the site keeps events. */
  "too_old",
  /** A script changed the address, and what the site keeps of it is the same page. */
  "same_page",
  /** The site leaves this page out. */
  "excluded_page",
  /** The site leaves the page's host out. */
  "excluded_host",
  /** The site leaves the sender's address out. */
  "excluded_address",
  /** The site was deleted or reset while the event waited in the queue. */
  "deleted_site",
] as const;

export type DropReason = (typeof DROP_REASONS)[number];
