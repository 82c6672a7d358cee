// Apart from share.ts: every page of the dashboard loads them.

/** Request header in which a page that follows a share link names it: `<slug>`, or `<slug> <pass>` after its password. */
export const SHARE_HEADER = "x-millrace-share";

/** Name of the row that sums up those with fewer visitors than the site's threshold. */
export const OTHER_ROWS = "(other)";
