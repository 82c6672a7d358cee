import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cpuMsOf } from "../../../test/build/cpu-time.ts";
import { NO_UTM } from "../event/facts.ts";
import { campaignIn, cleanCampaign } from "./campaign.ts";
import { sourceOf } from "./source.ts";

const inUrl = (query: string) => campaignIn(new URL(`https://shop.example/${query}`).search);
const encoded = encodeURIComponent;

/** A source as a link may give it, as it is kept, and as it is shown. */
const SOURCES = [
  { given: "https://news.ycombinator.com/item?id=1", kept: "news.ycombinator.com", name: "Hacker News" },
  { given: "HTTPS://News.YCombinator.com./item?id=1", kept: "news.ycombinator.com", name: "Hacker News" },
  { given: "https://mail.example/inbox?token=secret", kept: "mail.example", name: "mail.example" },
  { given: "https://mail.example/inbox#token=secret", kept: "mail.example", name: "mail.example" },
  { given: "https://jane:secret@mail.example:8443/inbox", kept: "mail.example", name: "mail.example" },
  { given: "//mail.example/inbox?secret", kept: "mail.example", name: "mail.example" },
  { given: "\\\\mail.example\\inbox?secret", kept: "mail.example", name: "mail.example" },
  { given: "mail.example/inbox?secret", kept: "mail.example", name: "mail.example" },
  { given: "mail.example?secret", kept: "mail.example", name: "mail.example" },
  { given: "mail.example#secret", kept: "mail.example", name: "mail.example" },
  { given: "mail.example:8443/inbox?token=secret", kept: "mail.example", name: "mail.example" },
  { given: "jane:secret@mail.example/inbox", kept: "mail.example", name: "mail.example" },
  { given: "https:mail.example/inbox?secret", kept: "mail.example", name: "mail.example" },
  { given: "https:/mail.example/inbox?secret", kept: "mail.example", name: "mail.example" },
  { given: "https//mail.example/inbox?secret", kept: "mail.example", name: "mail.example" },
  { given: "https://https://mail.example/inbox?secret", kept: "mail.example", name: "mail.example" },
  {
    given: "https%3A%2F%2Fmail.example%2Finbox%3Ftoken%3Dsecret",
    kept: "mail.example",
    name: "mail.example",
  },
  { given: encoded(encoded("https://mail.example/?secret")), kept: "mail.example", name: "mail.example" },
  { given: "mail.example%2Finbox%3Ftoken%3Dsecret%E4", kept: "mail.example", name: "mail.example" },
  { given: "mail.example/inbox%3Fsecret", kept: "mail.example", name: "mail.example" },
  { given: "https://www.partner.example/", kept: "www.partner.example", name: "partner.example" },
  { given: "Partner.Example.", kept: "partner.example", name: "partner.example" },
  { given: "café.example", kept: "xn--caf-dma.example", name: "xn--caf-dma.example" },
  { given: "https://café.example/?secret", kept: "xn--caf-dma.example", name: "xn--caf-dma.example" },
  { given: "https://[2001:db8::1]:80/a?secret", kept: "[2001:db8::1]", name: "[2001:db8::1]" },
  { given: "203.0.113.7:8080/a?secret", kept: "203.0.113.7", name: "203.0.113.7" },
  { given: "localhost:3000/a?secret", kept: "localhost", name: "localhost" },
  { given: "https://no host/a?secret", kept: "no", name: "no" },
  { given: "https://{{host}}/a?secret", kept: "{{host}}", name: "{{host}}" },
  {
    given: "android-app://com.google.android.gm/a?secret",
    kept: "android-app://com.google.android.gm",
    name: "Gmail",
  },
  {
    given: "android-app://com.example.reader",
    kept: "android-app://com.example.reader",
    name: "com.example.reader",
  },
  { given: "ios-app://284882215/fb/?secret", kept: "ios-app://284882215", name: "Facebook" },
  { given: "com.google.android.gm", kept: "com.google.android.gm", name: "Gmail" },
  { given: "fb://profile/1?secret", kept: "fb://profile", name: "fb://profile" },
  {
    given: "via https://jane:secret@x.example/a?secret",
    kept: "via https://x.example/a",
    name: "via https://x.example/a",
  },
  {
    given: "view-source:https://x.example/a?secret",
    kept: "view-source:https://x.example/a",
    name: "view-source:https://x.example/a",
  },
  { given: "/pricing?secret", kept: "/pricing", name: "/pricing" },
  { given: "promo?token=secret", kept: "promo", name: "promo" },
  { given: "google?utm_medium=cpc", kept: "google", name: "Google" },
  { given: "google.com", kept: "google.com", name: "Google" },
  { given: "https://www.google.com/", kept: "www.google.com", name: "Google" },
  { given: "blog.naver.com", kept: "blog.naver.com", name: "blog.naver.com" },
  { given: "https://blog.naver.com/someone/123", kept: "blog.naver.com", name: "blog.naver.com" },
  { given: "  google\t", kept: "google", name: "Google" },
  { given: "\u200bgoogle\ufeff\u00a0", kept: "google", name: "Google" },
  { given: "+google+", kept: "google", name: "Google" },
  { given: "Tom &amp; Jerry", kept: "Tom & Jerry", name: "Tom & Jerry" },
  { given: "Tom &amp;amp; Jerry", kept: "Tom & Jerry", name: "Tom & Jerry" },
  { given: "Tom &#38; Jerry&#x27;s", kept: "Tom & Jerry's", name: "Tom & Jerry's" },
  { given: "What's new?", kept: "What's new?", name: "What's new?" },
  { given: "12:30", kept: "12:30", name: "12:30" },
  { given: "50%25 off", kept: "50%25 off", name: "50%25 off" },
  { given: "v1.2", kept: "v1.2", name: "v1.2" },
  { given: "jane@mail.example", kept: "(email)", name: "(email)" },
  { given: "https://", kept: "", name: "" },
  { given: "__proto__", kept: "__proto__", name: "__proto__" },
  { given: "a\0b", kept: "a\ufffdb", name: "a\ufffdb" },
];

describe("a source", () => {
  it.each(SOURCES)("$given is kept as $kept and shown as $name", ({ given, kept, name }) => {
    expect(cleanCampaign({ ...NO_UTM, source: given }).source).toBe(kept);
    expect(cleanCampaign({ ...NO_UTM, source: kept }).source, "read again").toBe(kept);
    expect(sourceOf({ referrer: "", utm: { ...NO_UTM, source: kept } }).name).toBe(name);
  });

  it.each(SOURCES)("$given is the same in the address of a page, by each of its keys", ({ given, kept }) => {
    for (const key of ["utm_source", "source", "ref", "UTM_Source", "amp;REF"])
      expect(inUrl(`?${key}=${encoded(given)}`).source, key).toBe(kept);
  });
});

describe("the other parts of a campaign", () => {
  it.each([
    { given: "https://mail.example/inbox?token=secret#secret", kept: "mail.example/inbox" },
    { given: "https://jane:secret@mail.example:8443/", kept: "mail.example" },
    { given: "https%3A%2F%2Fmail.example%2Finbox%3Ftoken%3Dsecret", kept: "mail.example/inbox" },
    { given: "//mail.example/inbox?secret", kept: "mail.example/inbox" },
    { given: "mail.example/inbox?secret", kept: "mail.example/inbox" },
    { given: "mail.example/inbox%3Fsecret", kept: "mail.example/inbox" },
    { given: "Summer.Sale/Phase 1", kept: "Summer.Sale/Phase 1" },
    { given: "banner.jpg/top?secret", kept: "banner.jpg/top" },
    { given: "jane:secret@localhost/a", kept: "localhost/a" },
    { given: "android-app://com.example.reader/a?secret", kept: "android-app://com.example.reader" },
    { given: "https://mail.example/jane@mail.example/a", kept: "mail.example/(email)/a" },
    { given: "Summer.Sale", kept: "Summer.Sale" },
    { given: "What's new?", kept: "What's new?" },
    { given: "C# and F#", kept: "C# and F#" },
    { given: "spring%20sale", kept: "spring%20sale" },
    { given: " spring\u00a0", kept: "spring" },
    { given: "a&amp;b", kept: "a&b" },
    { given: "s&#252;&szlig;", kept: "sü&szlig;" },
    { given: "a &lt;b&gt; &quot;c&quot;", kept: 'a <b> "c"' },
  ])("$given is kept as $kept", ({ given, kept }) => {
    const all = { medium: given, campaign: given, content: given, term: given };
    const cleaned = { medium: kept, campaign: kept, content: kept, term: kept };
    expect(cleanCampaign({ source: "", ...all })).toEqual({ source: "", ...cleaned });
    expect(cleanCampaign({ source: "", ...cleaned }), "read again").toEqual({ source: "", ...cleaned });
    const query = Object.entries(all).map(([key, text]) => `utm_${key}=${encoded(text)}`);
    expect(inUrl(`?${query.join("&")}`)).toEqual({ source: "", ...cleaned });
  });
});

describe("campaignIn", () => {
  it.each([
    {
      query: "?utm_source=a&amp;utm_medium=b&amp;amp;utm_campaign=c",
      utm: { source: "a", medium: "b", campaign: "c" },
    },
    { query: "?x=1&amp%3Butm_source=a", utm: { source: "a" } },
    { query: "?UTM_SOURCE=a&Utm_Medium=b&uTm_TeRm=c", utm: { source: "a", medium: "b", term: "c" } },
    { query: "?utm_source=&utm_source=%20&utm_source=a&utm_source=b", utm: { source: "a" } },
    { query: "?utm_source=%20&UTM_source=a", utm: { source: "a" } },
    { query: "?utm_source=+&ref=a", utm: { source: "a" } },
    { query: "?%20utm_source=a&+utm_medium=b", utm: { source: "a", medium: "b" } },
    { query: "?utm_source+=a&utm%5Fmedium=b&ref%20=c", utm: { source: "a", medium: "b" } },
    { query: "?utm_source=a?utm_medium=b", utm: { source: "a", medium: "b" } },
    { query: "??utm_source=a", utm: { source: "a" } },
    { query: "?SOURCE=a&REF=b", utm: { source: "a" } },
    { query: "?ref=https://x.example/p?id=1&utm_medium=b", utm: { source: "x.example", medium: "b" } },
    { query: "?ref=https://x.example/p?utm_source=inner&id=1", utm: { source: "inner" } },
    { query: "?utm_source=a%20b+c", utm: { source: "a b c" } },
    { query: "?utm_campaign=%E4%zz", utm: { campaign: "\ufffd%zz" } },
    { query: "?utm_source", utm: {} },
    { query: "?=utm_source", utm: {} },
    { query: "?utm_id=1&utm_sources=a&xutm_source=b&dutm_ref=c", utm: {} },
    { query: "?datasource=a&pref=b&ref_src=c", utm: {} },
    { query: "?__proto__=utm_&constructor=utm_", utm: {} },
    { query: "", utm: {} },
  ])("finds $utm in $query", ({ query, utm }) => {
    expect(inUrl(query)).toEqual({ ...NO_UTM, ...utm });
  });
});

it("keeps at most 255 characters of each part, whole ones", () => {
  const { content, source } = cleanCampaign({
    ...NO_UTM,
    content: `${"c".repeat(254)}😀`,
    source: "s".repeat(300),
  });
  expect(content).toBe(`${"c".repeat(254)}\ufffd`);
  expect(source).toBe("s".repeat(255));
});

const PARTS = fc.array(
  fc.oneof(
    fc.constantFrom(
      "https://",
      "//",
      "%3A",
      "%2F",
      "%253F",
      "?",
      "&",
      "&amp;",
      "#38;",
      "=",
      "#",
      "@",
      ":",
      "/",
      "\\",
      " ",
      "+",
      ".",
    ),
    fc.constantFrom(
      "a.example",
      "android-app://",
      "www.",
      "x",
      "\u200b",
      "\ud83d",
      "😀",
      "utm_source=",
      "&#x3f;",
    ),
    fc.string(),
  ),
  { maxLength: 12 },
);

it.each(["a%00b@c?d=e", "a%2500b?c=d", "https://x.example/%2500", "a&#0;b", "\0"])(
  "keeps no NUL of %j",
  (text) => {
    const kept = cleanCampaign({ source: text, medium: text, campaign: text, content: text, term: text });
    expect(Object.values(kept).join("")).not.toContain("\0");
  },
);

it("keeps of any text what every store can hold", () => {
  fc.assert(
    fc.property(PARTS, (parts) => {
      const text = parts.join("");
      const kept = cleanCampaign({ source: text, medium: text, campaign: text, content: text, term: text });
      for (const part of Object.values(kept)) {
        expect(part.length).toBeLessThanOrEqual(255);
        expect(part.isWellFormed() && part === part.trim() && !part.includes("\0")).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});

it("keeps no query of a URL, in whatever it is wrapped", () => {
  const wraps = [
    (text: string) => text,
    encoded,
    (text: string) => encoded(encoded(text)),
    (text: string) => ` ${text} `,
  ];
  fc.assert(
    fc.property(
      fc.webUrl({ withQueryParameters: false, withFragments: false }),
      fc.constantFrom("?", "?t=", "#", "#t=", "/?a=1&t="),
      fc.constantFrom(...wraps),
      fc.constantFrom("source", "medium", "campaign", "content", "term"),
      (url, mark, wrap, part) => {
        const kept = cleanCampaign({ ...NO_UTM, [part]: wrap(`${url}${mark}SECRETS`) });
        expect(JSON.stringify(kept)).not.toContain("SECRETS");
      },
    ),
  );
});

it.each([
  { what: "blanks before a letter", text: `x${" ".repeat(4000)}x` },
  { what: "entities", text: "&amp;".repeat(800) },
  { what: "half entities", text: "&#00000".repeat(600) },
  { what: "slashes", text: `a.example${"/".repeat(4000)}` },
  { what: "colons", text: `a${":".repeat(4000)}` },
  { what: "schemes", text: "https://".repeat(500) },
  { what: "schemes and a blank", text: `${"https:".repeat(600)} ` },
  { what: "question marks", text: "a?".repeat(2000) },
  { what: "escapes of escapes", text: `%${"25".repeat(2000)}3f` },
  { what: "labels", text: `${"a.".repeat(2000)}example` },
  { what: "credentials", text: `https://${"a@".repeat(2000)}` },
])("takes no time for $what", ({ text }) => {
  const cpuMs = cpuMsOf(() => {
    for (let n = 0; n < 50; n++) {
      cleanCampaign({ source: text, medium: text, campaign: text, content: text, term: text });
      campaignIn(`?utm_source=${text}&amp;ref=${text}`);
      campaignIn(`?${"amp;".repeat(1000)}&${"utm_".repeat(1000)}`);
    }
  });
  expect(cpuMs).toBeLessThan(1000);
});
