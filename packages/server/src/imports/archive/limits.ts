/** Events of a part, unpacked: it is closed with the event that reaches this size. */
export const PART_BYTES = 16 * 1024 ** 2;
/** An event with every text at its limit takes less than half of this. */
export const MAX_LINE_BYTES = 1024 ** 2;
/** A part as a file and unpacked. Gzip makes no file more than a thousandth larger. */
export const MAX_PART_BYTES = PART_BYTES + 2 * MAX_LINE_BYTES;
/** `site.json` and the checksums. */
export const MAX_TEXT_BYTES = 16 * 1024 ** 2;
/** Files of an archive: more than two billion events. */
export const MAX_FILES = 100_000;

export const SITE_FILE = "site.json";
export const CHECKSUMS = "SHA256SUMS";
/** `events/2026-03-0001.ndjson.gz`: a part of a month's events. */
export const PART_NAME = /^events\/\d{4}-\d{2}-\d{4,6}\.ndjson\.gz$/;
