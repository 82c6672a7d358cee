/** Which pages belong to a source on domains that also hold other things. */
export interface SourcePages {
  /** For a search engine: labels before its domains, beside those of every engine (`www`, `m`, `search` …). */
  readonly below?: string;
  /**
   * First parts of paths on the domain itself; "" for none but the root. Missing: every path. An entry that ends in `=`
   * is a prefix.
   */
  readonly paths?: string;
}

/**
 * By the name of the source in `sources.data.ts`: the hosts and paths under which each engine shows its results, as
 * publicly known. Portals (Naver, Yahoo …) link from their results under `search.`, and have blogs, news and forums
 * everywhere else. The two mail services are portals with a magazine; their entries are the redirects of links in
 * letters.
 */
export const SOURCE_PAGES: Readonly<Record<string, SourcePages>> = {
  Google: {
    below: "encrypted cse lens",
    paths: "search url imgres imghp images webhp aclk amp m cse custom searchbyimage",
  },
  AOL: { below: "suche recherche", paths: "aol search" },
  "Ask.com": { paths: "web" },
  Baidu: { below: "wap", paths: "s link baidu.php from= ssid=" },
  Bing: { below: "cn", paths: "search images videos ck aclk" },
  Daum: { paths: "" },
  Dogpile: { below: "results" },
  DuckDuckGo: { below: "lite html start safe noai" },
  Excite: { below: "results", paths: "serp search" },
  GMX: { paths: "mail" },
  Goo: { paths: "" },
  Haosou: { below: "wap", paths: "s link" },
  Lycos: { paths: "" },
  Naver: { paths: "" },
  Onet: { below: "szukaj", paths: "" },
  Presearch: { below: "engine" },
  Qwant: { below: "lite" },
  Rambler: { below: "nova", paths: "search" },
  Seznam: { paths: "" },
  Sogou: { below: "wap", paths: "web link sogou pics" },
  Startpage: { below: "eu us" },
  Virgilio: { below: "ricerca", paths: "" },
  "WEB.DE": { paths: "mail" },
  "Wirtualna Polska": { below: "szukaj", paths: "" },
  "Yahoo!": { paths: "search" },
  "Yahoo! Japan": { paths: "search" },
  Yandex: { paths: "search yandsearch touchsearch msearch images video clck" },
};
