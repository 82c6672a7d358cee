import { NO_UTM, type Utm } from "../event/facts.ts";
import { mendEntities } from "../page/mend-entities.ts";
import { scrubEmail } from "../page/scrub-email.ts";
import { trimBlanks } from "../page/trim-blanks.ts";
import { withoutQuery } from "../page/without-query.ts";

const MAX_LENGTH = 255;
/** Text after this is not read: no name is that long, and a URL begins with its host. */
const MAX_READ = 2048;

type Key = keyof Utm | "plainSource" | "ref";

/** Links use `source` and `ref` to name the page they are on when nobody set up a campaign. */
const KEYS: ReadonlyMap<string, Key> = new Map<string, Key>([
  ["utm_source", "source"],
  ["utm_medium", "medium"],
  ["utm_campaign", "campaign"],
  ["utm_content", "content"],
  ["utm_term", "term"],
  ["source", "plainSource"],
  ["ref", "ref"],
]);
const SOURCE_KEYS: ReadonlySet<Key> = new Set(["source", "plainSource", "ref"]);
/** Longer than any key, even with leftovers of entities before it. */
const MAX_KEY = 64;

// Most pages have no query, and most queries no campaign: they are not taken apart.
const CAMPAIGN = /[?&](?:amp(?:;|%3b)|%20|\+)*(?:utm(?:_|%5f)|(?:source|ref)(?:=|%20|\+))/i;
// A second question mark is a slip of whoever put the link together.
const SEPARATOR = /&|\?(?=utm_)/i;

/**
 * Reads the campaign in a URL's query (`?…`): keys in any case, the first value of a key that is not empty. Called for
 * every page view.
 */
export function campaignIn(search: string): Utm {
  if (search === "" || !CAMPAIGN.test(search)) return NO_UTM;
  // TRICKY: spread from NO_UTM, V8 takes four times as long for the whole page.
  const found: Record<Key, string> = {
    source: "",
    plainSource: "",
    ref: "",
    medium: "",
    campaign: "",
    content: "",
    term: "",
  };
  const query = search.slice(1);
  // Splitting by a pattern takes several times as long.
  for (const part of query.split(query.includes("?") ? SEPARATOR : "&")) {
    const equals = part.indexOf("=");
    const key = keyOf(part.slice(0, Math.max(equals, 0)));
    if (key === undefined || found[key] !== "") continue;
    found[key] = cleanText(decoded(part.slice(equals + 1)), SOURCE_KEYS.has(key));
  }
  const { source, plainSource, ref, medium, campaign, content, term } = found;
  return { source: source || plainSource || ref, medium, campaign, content, term };
}

/**
 * Cleans a campaign whose parts were read separately, such as the columns of a file, the way `campaignIn` does: blanks
 * trimmed, entities decoded, e-mail addresses cut out, at most 255 characters each. A URL as the source becomes its
 * host; any other part keeps host and path of a URL. No query, fragment or credentials are left.
 */
export function cleanCampaign({ source, medium, campaign, content, term }: Utm): Utm {
  return {
    source: cleanText(source, true),
    medium: cleanText(medium, false),
    campaign: cleanText(campaign, false),
    content: cleanText(content, false),
    term: cleanText(term, false),
  };
}

/** Pages that escape their links twice turn `&utm_source` into `amp;utm_source`. */
function keyOf(raw: string): Key | undefined {
  const known = KEYS.get(raw);
  if (known !== undefined || raw === "" || raw.length > MAX_KEY) return known;
  const key = trimBlanks(decoded(raw).toLowerCase()).replace(/^(?:amp;)+/, "");
  return KEYS.get(trimBlanks(key));
}

function decoded(raw: string): string {
  return raw.includes("%") || raw.includes("+") ? (new URLSearchParams(`v=${raw}`).get("v") ?? "") : raw;
}

const PLAIN_WORD = /^[\w-]{0,255}$/;

function cleanText(given: string, isSource: boolean): string {
  if (PLAIN_WORD.test(given)) return given;
  const text = trimBlanks(mendEntities(withoutNul(given.slice(0, MAX_READ))));
  const kept = trimBlanks(scrubEmail(withoutQuery(text, isSource)));
  return withoutNul(trimBlanks(kept.slice(0, MAX_LENGTH))).toWellFormed();
}

/** Unescaping, once or several times, may produce a NUL, which not every store can keep. */
function withoutNul(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\ufffd") : text;
}
