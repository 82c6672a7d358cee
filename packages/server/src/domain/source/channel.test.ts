import { describe, expect, it } from "vitest";
import { NO_UTM } from "../event/facts.ts";
import { channelOf } from "./channel.ts";
import { sourceOf } from "./source.ts";

interface Case {
  referrer?: string;
  source?: string;
  medium?: string;
  campaign?: string;
  clickId?: string;
}

function channel({ referrer = "", source = "", medium = "", campaign = "", clickId = "" }: Case): string {
  const envelope = { referrer, clickId, utm: { ...NO_UTM, source, medium, campaign } };
  return channelOf(envelope, sourceOf(envelope));
}

/** Visits of each channel, as links and referrers bring them. */
const CASES: Readonly<Record<string, readonly Case[]>> = {
  Direct: [
    {},
    { source: "direct" },
    { source: "(direct)", medium: "(none)" },
    { source: "direct", medium: "(not set)" },
    { source: "direct", referrer: "www.google.com/" },
    { medium: "none" },
  ],
  "Cross-network": [
    { source: "google", medium: "cpc", campaign: "Cross-Network spring" },
    { campaign: "cross-network" },
  ],
  "Paid Shopping": [
    { source: "amazon", medium: "cpc" },
    { referrer: "www.ebay.de/", medium: "ppc" },
    { source: "google", medium: "cpc", campaign: "shopping-de" },
    { source: "google", medium: "cpc", campaign: "eshop" },
    { source: "google", medium: "cpc", campaign: "my shop" },
    { source: "partner", medium: "paid", campaign: "Shop" },
    { referrer: "www.google.com/", clickId: "gclid", campaign: "spring shopping" },
  ],
  "Paid Search": [
    { source: "google", medium: "cpc" },
    { source: "Google", medium: "CPC" },
    { source: "google_ads", medium: "ppc" },
    { source: "bing", medium: "retargeting" },
    { source: "duckduckgo", medium: "paid-search" },
    // Google looks at what is paid before it looks at how.
    { source: "google", medium: "cpm" },
    { source: "google", medium: "cpc", campaign: "workshops" },
    { referrer: "www.google.com/", clickId: "gclid" },
    { referrer: "www.google.com/", clickId: "gbraid" },
    { referrer: "www.google.com/", clickId: "wbraid" },
    { clickId: "gclid" },
    { clickId: "msclkid" },
    { clickId: "yclid" },
    { clickId: "bd_vid" },
    { source: "google", medium: "search", clickId: "gclid" },
    { source: "google", medium: "organic", clickId: "gclid" },
    { source: "spring", clickId: "gclid" },
    { referrer: "blog.example/", clickId: "gclid" },
  ],
  "Paid Social": [
    { source: "facebook", medium: "cpc" },
    { source: "fb", medium: "paid" },
    { source: "ig", medium: "paid_social" },
    { source: "linkedin", medium: "cpm" },
    { referrer: "t.co/x", medium: "cpc" },
    { referrer: "l.facebook.com/", medium: "paidsocial", clickId: "fbclid" },
    { source: "spring", medium: "paid", clickId: "fbclid" },
    { clickId: "ttclid" },
    { source: "tiktok", medium: "social", clickId: "ttclid" },
    { referrer: "t.co/x", clickId: "twclid" },
    { clickId: "li_fat_id" },
    { clickId: "rdt_cid" },
    { clickId: "ScCid" },
    { clickId: "epik" },
    { clickId: "qclid" },
  ],
  "Paid Video": [
    { source: "youtube", medium: "cpc" },
    { source: "vimeo", medium: "cpv-cpc" },
    { referrer: "www.youtube.com/", clickId: "gclid" },
  ],
  Display: [
    { source: "network", medium: "display" },
    { source: "network", medium: "Banner" },
    { source: "network", medium: "expandable" },
    { source: "network", medium: "interstitial" },
    { source: "network", medium: "cpm" },
    { source: "chatgpt", medium: "display" },
    { source: "google", medium: "display", clickId: "gclid" },
    { referrer: "news.example/", clickId: "dclid" },
    { clickId: "dclid" },
    { clickId: "cto_pld" },
  ],
  "Paid Other": [
    { source: "newsletter", medium: "cpc" },
    { source: "partner", medium: "paid_social" },
    { source: "chatgpt", medium: "cpc" },
    { medium: "ppc" },
    { referrer: "news.example/", clickId: "tblci" },
    { clickId: "ob_click_id" },
  ],
  "AI Assistants": [
    { referrer: "chatgpt.com/" },
    { source: "chatgpt.com", referrer: "chatgpt.com/" },
    { source: "chatgpt.com" },
    { referrer: "www.perplexity.ai/search/x" },
    { referrer: "gemini.google.com/app" },
    { referrer: "copilot.microsoft.com/" },
    { source: "claude", medium: "referral" },
    { source: "perplexity", medium: "organic" },
  ],
  "Organic Shopping": [
    { referrer: "www.amazon.com/" },
    { source: "etsy", medium: "referral" },
    { referrer: "shopping.google.com/" },
    { source: "newsletter", medium: "email", campaign: "shopping" },
  ],
  "Organic Social": [
    { referrer: "l.facebook.com/" },
    { referrer: "l.facebook.com/", clickId: "fbclid" },
    { clickId: "fbclid" },
    { referrer: "t.co/x" },
    { referrer: "news.ycombinator.com/item" },
    { referrer: "mastodon.social/" },
    { source: "hackernews" },
    { source: "linkedin", medium: "post" },
    { source: "spring", medium: "social" },
    { source: "spring", medium: "social-network" },
    { source: "spring", medium: "Social Media" },
    { source: "spring", medium: "sm" },
    { source: "facebook", medium: "email" },
  ],
  "Organic Video": [
    { referrer: "www.youtube.com/watch" },
    { source: "youtube", medium: "description" },
    { source: "partner", medium: "video" },
    { source: "partner", medium: "product-videos" },
  ],
  "Organic Search": [
    { referrer: "www.google.com/search" },
    { referrer: "www.google.co.jp/" },
    { referrer: "duckduckgo.com/" },
    { referrer: "www.google.com/", campaign: "workshop" },
    { source: "google", medium: "maps-listing" },
    { source: "gmb", medium: "organic" },
    { source: "unheard-of", medium: "organic" },
    { clickId: "ysclid" },
  ],
  Email: [
    { source: "newsletter", medium: "email" },
    { source: "newsletter", medium: "E-Mail" },
    { source: "newsletter", medium: "e_mail" },
    { source: "newsletter", medium: "e mail" },
    { source: "email" },
    { source: "e-mail", medium: "weekly" },
    { referrer: "mail.google.com/" },
    { referrer: "outlook.live.com/" },
    { source: "newsletter", medium: "email", referrer: "www.google.com/" },
    // A link with somebody's click parameter, copied into a letter.
    { source: "newsletter", medium: "email", clickId: "gclid" },
  ],
  Affiliates: [
    { source: "partner", medium: "affiliate" },
    { source: "partner", medium: "affiliates" },
    { referrer: "blog.example/", clickId: "irclickid" },
    { clickId: "cjevent" },
    { clickId: "awc" },
  ],
  Referral: [
    { referrer: "blog.example/post" },
    { referrer: "github.com/a/b" },
    { referrer: "news.google.com/" },
    { source: "partner", medium: "referral" },
    { source: "partner", medium: "app" },
    { source: "partner", medium: "link" },
    // A link that names its page and nothing more, as `?ref=` does.
    { source: "blog.example" },
    { source: "github" },
    { source: "spring-flyer", referrer: "blog.example/" },
    { referrer: "blog.example/", medium: "(not set)" },
  ],
  Audio: [{ source: "spotify", medium: "audio" }],
  SMS: [{ source: "sms" }, { source: "twilio", medium: "sms" }, { source: "SMS", medium: "text" }],
  "Mobile Push Notifications": [
    { source: "onesignal", medium: "push" },
    { source: "onesignal", medium: "web-push" },
    { source: "crm", medium: "mobile" },
    { source: "crm", medium: "notification" },
    { source: "firebase", medium: "message" },
  ],
  Unassigned: [
    { source: "spring-flyer" },
    { source: "spring-flyer", medium: "print" },
    { medium: "qr" },
    { campaign: "spring" },
    { referrer: "blog.example/", medium: "qr" },
  ],
};

describe.each(Object.entries(CASES))("%s", (expected, cases) => {
  it.each(cases.map((visit) => ({ visit, what: JSON.stringify(visit) })))("$what", ({ visit }) => {
    expect(channel(visit)).toBe(expected);
  });
});
