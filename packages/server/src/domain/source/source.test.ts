import { describe, expect, it } from "vitest";
import { NO_UTM } from "../event/facts.ts";
import { APP_SOURCES, APPS } from "./apps.data.ts";
import { sourceOf } from "./source.ts";
import { SOURCE_PAGES } from "./source-pages.data.ts";
import { SOURCES } from "./sources.data.ts";

const rows = Object.values(SOURCES).flat();

describe("the source of a referrer", () => {
  it.each([
    { referrer: "", name: "", kind: "unknown" },
    { referrer: "www.google.com/search", name: "Google", kind: "search" },
    { referrer: "google.com", name: "Google", kind: "search" },
    { referrer: "www.google.co.uk/", name: "Google", kind: "search" },
    { referrer: "www.google.com.br/", name: "Google", kind: "search" },
    { referrer: "www.google.zw.example/", name: "google.zw.example", kind: "unknown" },
    { referrer: "scholar.google.de/scholar", name: "Google Scholar", kind: "search" },
    { referrer: "news.google.com/articles/x", name: "Google News", kind: "news" },
    { referrer: "mail.google.com/mail/u/0/", name: "Gmail", kind: "email" },
    { referrer: "docs.google.com/document/d/x", name: "Google Docs", kind: "other" },
    { referrer: "shopping.google.com/", name: "Google Shopping", kind: "shopping" },
    { referrer: "gemini.google.com/app", name: "Gemini", kind: "assistant" },
    { referrer: "www.bing.com/search", name: "Bing", kind: "search" },
    { referrer: "edgeservices.bing.com/edgesvc/chat", name: "Copilot", kind: "assistant" },
    { referrer: "r.search.yahoo.com/", name: "Yahoo!", kind: "search" },
    { referrer: "mail.yahoo.com/", name: "Yahoo Mail", kind: "email" },
    { referrer: "search.yahoo.co.jp/search", name: "Yahoo! Japan", kind: "search" },
    { referrer: "duckduckgo.com/", name: "DuckDuckGo", kind: "search" },
    { referrer: "duck.ai/", name: "Duck.ai", kind: "assistant" },
    { referrer: "search.brave.com/search", name: "Brave", kind: "search" },
    { referrer: "yandex.com.tr/search/", name: "Yandex", kind: "search" },
    { referrer: "ya.ru/", name: "Yandex", kind: "search" },
    { referrer: "mail.yandex.ru/", name: "Yandex Mail", kind: "email" },
    { referrer: "l.facebook.com/", name: "Facebook", kind: "social" },
    { referrer: "lm.facebook.com/l.php", name: "Facebook", kind: "social" },
    { referrer: "de-de.facebook.com/", name: "Facebook", kind: "social" },
    { referrer: "t.co/AbC", name: "X (Twitter)", kind: "social" },
    { referrer: "x.com/", name: "X (Twitter)", kind: "social" },
    { referrer: "lnkd.in/x", name: "LinkedIn", kind: "social" },
    { referrer: "old.reddit.com/r/selfhosted", name: "Reddit", kind: "social" },
    { referrer: "fosstodon.org/@someone", name: "Mastodon", kind: "social" },
    { referrer: "mastodon.gamedev.place/", name: "Mastodon", kind: "social" },
    { referrer: "go.bsky.app/", name: "Bluesky", kind: "social" },
    { referrer: "news.ycombinator.com/item", name: "Hacker News", kind: "social" },
    { referrer: "ycombinator.com/companies", name: "ycombinator.com", kind: "unknown" },
    { referrer: "lobste.rs/", name: "Lobsters", kind: "social" },
    { referrer: "m.youtube.com/watch", name: "YouTube", kind: "video" },
    { referrer: "youtu.be/x", name: "YouTube", kind: "video" },
    { referrer: "chatgpt.com/", name: "ChatGPT", kind: "assistant" },
    { referrer: "chat.openai.com/", name: "ChatGPT", kind: "assistant" },
    { referrer: "www.perplexity.ai/search", name: "Perplexity", kind: "assistant" },
    { referrer: "claude.ai/chat/x", name: "Claude", kind: "assistant" },
    { referrer: "copilot.microsoft.com/", name: "Copilot", kind: "assistant" },
    { referrer: "yiyan.baidu.com/", name: "ERNIE Bot", kind: "assistant" },
    { referrer: "lumo.proton.me/", name: "Lumo", kind: "assistant" },
    { referrer: "mail.proton.me/u/0/inbox", name: "Proton Mail", kind: "email" },
    { referrer: "smile.amazon.co.uk/", name: "Amazon", kind: "shopping" },
    { referrer: "console.aws.amazon.com/", name: "AWS", kind: "other" },
    { referrer: "github.com/a/b", name: "GitHub", kind: "other" },
    { referrer: "de.wikipedia.org/wiki/x", name: "Wikipedia", kind: "other" },
    { referrer: "www.news.example/a/b", name: "news.example", kind: "unknown" },
    { referrer: "blog.news.example", name: "blog.news.example", kind: "unknown" },
    // Ends in a known name, but not at a dot.
    { referrer: "notgoogle.com/", name: "notgoogle.com", kind: "unknown" },
    { referrer: "netflix-x.com/", name: "netflix-x.com", kind: "unknown" },
    { referrer: "google.com.evil.example/", name: "google.com.evil.example", kind: "unknown" },
    { referrer: "localhost/", name: "localhost", kind: "unknown" },
    { referrer: "www.google.com/search?safe=1", name: "Google", kind: "search" },
    { referrer: "www.google.com/?safe=1", name: "Google", kind: "search" },
    { referrer: "www.google.com/searchers", name: "google.com", kind: "unknown" },
    { referrer: "www22.bing.com/", name: "Bing", kind: "search" },
    { referrer: "wwwx.bing.com/", name: "wwwx.bing.com", kind: "unknown" },
    { referrer: "x.www.bing.com/", name: "x.www.bing.com", kind: "unknown" },
    { referrer: "android-app://__proto__", name: "__proto__", kind: "unknown" },
    { referrer: "x-android-app://com.google.android.gm", name: "x-android-app:", kind: "unknown" },
  ])("$referrer is $name, $kind", ({ referrer, name, kind }) => {
    expect(sourceOf({ referrer, utm: NO_UTM })).toEqual({ name, kind });
  });
});

describe("the source of a campaign", () => {
  it.each([
    { given: "google", name: "Google", kind: "search" },
    { given: "Google", name: "Google", kind: "search" },
    { given: "GOOGLE_ADS", name: "Google", kind: "search" },
    { given: "www.google.com", name: "Google", kind: "search" },
    { given: "chatgpt.com", name: "ChatGPT", kind: "assistant" },
    { given: "openai", name: "ChatGPT", kind: "assistant" },
    { given: "Facebook.com", name: "Facebook", kind: "social" },
    { given: "fb", name: "Facebook", kind: "social" },
    { given: "ig", name: "Instagram", kind: "social" },
    { given: "x", name: "X (Twitter)", kind: "social" },
    { given: "Twitter", name: "X (Twitter)", kind: "social" },
    { given: "hacker-news", name: "Hacker News", kind: "social" },
    { given: "Hacker News", name: "Hacker News", kind: "social" },
    { given: "hackernews", name: "Hacker News", kind: "social" },
    { given: "product_hunt", name: "Product Hunt", kind: "social" },
    { given: "youtube", name: "YouTube", kind: "video" },
    { given: "yahoo", name: "Yahoo!", kind: "search" },
    { given: "newsletter", name: "newsletter", kind: "unknown" },
    { given: "Spring Newsletter", name: "Spring Newsletter", kind: "unknown" },
    { given: "partner.example", name: "partner.example", kind: "unknown" },
    // Everyday words that are names as well mean nobody's name.
    { given: "shop", name: "shop", kind: "unknown" },
    { given: "kit", name: "kit", kind: "unknown" },
    { given: "-", name: "-", kind: "unknown" },
    { given: "__proto__", name: "__proto__", kind: "unknown" },
  ])("$given is $name, $kind", ({ given, name, kind }) => {
    const utm = { ...NO_UTM, source: given };
    expect(sourceOf({ referrer: "", utm })).toEqual({ name, kind });
    expect(sourceOf({ referrer: "www.reddit.com/", utm }), "whatever the referrer").toEqual({ name, kind });
  });
});

describe("the list of apps", () => {
  const names = new Set([...rows.map(([name]) => name), ...APP_SOURCES.map(([name]) => name)]);

  it("gives every app to a source that there is, and to one", () => {
    expect(APPS.filter(([name]) => !names.has(name))).toEqual([]);
    const ids = APPS.flatMap(([, list]) => list.split(" "));
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z0-9_]+(\.[a-z0-9_]+)*$/.test(id))).toEqual([]);
  });

  it("finds every app, by the name that its source has on the web", () => {
    for (const [name, ids] of APPS) {
      for (const id of ids.split(" "))
        for (const referrer of [`android-app://${id}`, `ios-app://${id}`])
          expect(sourceOf({ referrer, utm: NO_UTM }).name, id).toBe(name);
      const alone = APP_SOURCES.find(([app]) => app === name);
      const [kind] = Object.entries(SOURCES).find(([, list]) => list.some(([one]) => one === name)) ?? [
        alone?.[1],
      ];
      expect(sourceOf({ referrer: `ios-app://${ids.split(" ")[0]}`, utm: NO_UTM }).kind, name).toBe(kind);
    }
  });
});

describe("the list of sources", () => {
  it("says of no source but its own where it searches", () => {
    const names = new Set(rows.map(([name]) => name));
    expect(Object.keys(SOURCE_PAGES).filter((name) => !names.has(name))).toEqual([]);
  });

  it("gives no host and no name to two sources", () => {
    const hosts = rows.flatMap(([, hosts]) => hosts.split(/\s+/));
    const names = rows.map(([name]) => name);
    const spellings = rows.flatMap(([, , spellings]) => spellings?.split(" ") ?? []);
    for (const list of [hosts, names, spellings])
      expect(list.filter((one, index) => list.indexOf(one) !== index)).toEqual([]);
  });

  it("names no host below another one of the same source: subdomains are found without", () => {
    for (const [name, hosts] of rows) {
      const all = hosts.split(/\s+/);
      expect(
        all.filter((host) => all.some((other) => host.endsWith(`.${other}`))),
        name,
      ).toEqual([]);
    }
  });

  it("has hosts as referrers have them", () => {
    for (const [name, hosts] of rows)
      for (const host of hosts.split(/\s+/)) expect(host, name).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
  });

  it("has spellings as they are looked up: no capitals, no separators but a dot", () => {
    for (const [name, , spellings = ""] of rows)
      for (const spelling of spellings.split(" ").filter(Boolean))
        expect(spelling, name).toMatch(/^[a-z0-9.]+$/);
  });

  it("finds every source by each of its hosts, by its name and by its spellings", () => {
    for (const [name, hosts, spellings = ""] of rows) {
      for (const host of hosts.split(/\s+/))
        expect(sourceOf({ referrer: `www.${host}/`, utm: NO_UTM }).name, host).toBe(name);
      for (const source of [name, name.toUpperCase(), ...spellings.split(" ").filter(Boolean)])
        expect(sourceOf({ referrer: "", utm: { ...NO_UTM, source } }).name, source).toBe(name);
    }
  });
});
