import type { Envelope } from "../event/envelope.ts";
import { clickIdNamed } from "./click-ids.ts";
import type { Source } from "./source.ts";

/** GA4's default channel group, with visits from AI assistants apart. */
export type Channel = (typeof RULES)[number][0] | "Unassigned";

/** A visit as the rules see it. Every text is in lower case. */
interface Visit {
  /** utm_source as given; "" when the source is a referrer's. */
  readonly source: string;
  readonly kind: Source["kind"];
  /** utm_medium, or what the click parameter says instead; "" for none. */
  readonly medium: string;
  readonly campaign: string;
  /** Whether the visit names another place that it came from. */
  readonly isReferred: boolean;
}

const DIRECT_SOURCES = new Set(["", "direct", "(direct)"]);
/** Media that mean "no medium" in campaigns taken from Google's reports. */
const NO_MEDIA = new Set(["none", "(none)", "(not set)"]);
const PAID_MEDIUM = /^(?:.*cp.*|ppc|retargeting|paid.*)$/;
const SHOP_CAMPAIGN = /(?:(?:[^a-df-z]|^)shop|shopping)/;
const DISPLAY_MEDIA = new Set(["display", "banner", "expandable", "interstitial", "cpm"]);
const SOCIAL_MEDIA = new Set([
  "social",
  "social-network",
  "social-media",
  "sm",
  "social network",
  "social media",
]);
const EMAIL_WORDS = new Set(["email", "e-mail", "e_mail", "e mail"]);
const AFFILIATE_MEDIA = new Set(["affiliate", "affiliates"]);
const REFERRAL_MEDIA = new Set(["referral", "app", "link"]);

const isPaid = ({ medium }: Visit) => PAID_MEDIUM.test(medium);
const isOfShop = ({ kind, campaign }: Visit) => kind === "shopping" || SHOP_CAMPAIGN.test(campaign);

/** The first rule that a visit meets decides its channel. The order is Google's, for links that are tagged manually. */
const RULES = [
  ["Direct", isDirect],
  ["Cross-network", ({ campaign }) => campaign.includes("cross-network")],
  ["Paid Shopping", (visit) => isOfShop(visit) && isPaid(visit)],
  ["Paid Search", (visit) => visit.kind === "search" && isPaid(visit)],
  ["Paid Social", (visit) => visit.kind === "social" && isPaid(visit)],
  ["Paid Video", (visit) => visit.kind === "video" && isPaid(visit)],
  ["Display", ({ medium }) => DISPLAY_MEDIA.has(medium)],
  ["Paid Other", isPaid],
  // Ours: Google counts assistants as referrals.
  ["AI Assistants", ({ kind }) => kind === "assistant"],
  ["Organic Shopping", isOfShop],
  ["Organic Social", ({ kind, medium }) => kind === "social" || SOCIAL_MEDIA.has(medium)],
  ["Organic Video", ({ kind, medium }) => kind === "video" || medium.includes("video")],
  ["Organic Search", ({ kind, medium }) => kind === "search" || medium === "organic"],
  ["Email", isEmail],
  ["Affiliates", ({ medium }) => AFFILIATE_MEDIA.has(medium)],
  ["Referral", ({ medium, isReferred }) => REFERRAL_MEDIA.has(medium) || (medium === "" && isReferred)],
  ["Audio", ({ medium }) => medium === "audio"],
  ["SMS", ({ source, medium }) => source === "sms" || medium === "sms"],
  ["Mobile Push Notifications", isPush],
] as const satisfies readonly (readonly [string, (visit: Visit) => boolean])[];

/** Returns how a visit came: by an advertisement, a search, a link, a message, or directly. */
export function channelOf(envelope: Pick<Envelope, "utm" | "referrer" | "clickId">, source: Source): Channel {
  const visit = toVisit(envelope, source);
  for (const [channel, matches] of RULES) if (matches(visit)) return channel;
  return "Unassigned";
}

function toVisit(
  { utm, referrer, clickId }: Pick<Envelope, "utm" | "referrer" | "clickId">,
  { name, kind }: Source,
): Visit {
  const given = utm.medium.toLowerCase();
  const medium = NO_MEDIA.has(given) ? "" : given;
  // A letter may hold a link with somebody's click parameter: who wrote the campaign knows what it is.
  const click = isOfItsOwn(medium) ? null : clickIdNamed(clickId);
  return {
    source: utm.source.toLowerCase(),
    kind: kind === "unknown" && click !== null ? click.kind : kind,
    medium: click?.medium || medium,
    campaign: utm.campaign.toLowerCase(),
    // A page or a known name stands for itself; a word such as `spring-flyer` may be anything.
    isReferred: referrer !== "" || click !== null || kind !== "unknown" || name.includes("."),
  };
}

/** Returns whether a medium can't be overruled by a click parameter. */
function isOfItsOwn(medium: string): boolean {
  return [DISPLAY_MEDIA, EMAIL_WORDS, AFFILIATE_MEDIA].some((media) => media.has(medium));
}

function isDirect({ source, medium, campaign, isReferred }: Visit): boolean {
  if (!DIRECT_SOURCES.has(source) || medium !== "") return false;
  // A campaign says `direct` in spite of a referrer; without a word of its own nothing may hint at a source.
  return source !== "" || (!isReferred && campaign === "");
}

function isEmail({ kind, source, medium }: Visit): boolean {
  return kind === "email" || EMAIL_WORDS.has(source) || EMAIL_WORDS.has(medium);
}

function isPush({ source, medium }: Visit): boolean {
  return (
    medium.endsWith("push") ||
    medium.includes("mobile") ||
    medium.includes("notification") ||
    source === "firebase"
  );
}
