import type { Channel } from "../../src/domain/source/channel.ts";
import type { Source } from "../../src/domain/source/source.ts";

/** A referrer as browsers send it, and what it says of a visit to `https://shop.example/`, live and imported. */
export interface ReferrerCase {
  readonly from: string;
  /** As it is kept. */
  readonly kept: string;
  readonly name: string;
  readonly kind: Source["kind"];
  readonly channel: Channel;
}

type Row = readonly [from: string, kept: string, name: string];

const SEARCHES: readonly Row[] = [
  ["https://www.google.com/", "www.google.com/", "Google"],
  ["https://www.google.co.uk", "www.google.co.uk/", "Google"],
  ["https://google.com", "google.com/", "Google"],
  ["https://WWW.Google.com./", "www.google.com/", "Google"],
  ["https://www.google.com:443/search?q=secret", "www.google.com/search", "Google"],
  ["https://www.google.de/url?sa=t&url=x", "www.google.de/url", "Google"],
  ["https://www.google.com/amp/s/shop.example/", "www.google.com/amp/s/shop.example/", "Google"],
  ["https://images.google.de/", "images.google.de/", "Google"],
  ["https://images.google.de/imgres?x=1", "images.google.de/imgres", "Google"],
  ["https://lens.google.com/", "lens.google.com/", "Google"],
  ["https://scholar.google.de/", "scholar.google.de/", "Google Scholar"],
  ["https://syndicatedsearch.goog/", "syndicatedsearch.goog/", "Google"],
  ["https://www.bing.com/", "www.bing.com/", "Bing"],
  ["https://cn.bing.com/", "cn.bing.com/", "Bing"],
  ["https://www2.bing.com/search?q=a", "www2.bing.com/search", "Bing"],
  ["https://de.search.yahoo.com/", "de.search.yahoo.com/", "Yahoo!"],
  ["https://r.search.yahoo.com/_ylt=A/RK=2/RS=x", "r.search.yahoo.com/_ylt=A/RK=2/RS=x", "Yahoo!"],
  ["https://ca.images.search.yahoo.com/", "ca.images.search.yahoo.com/", "Yahoo!"],
  ["https://search.yahoo.co.jp/", "search.yahoo.co.jp/", "Yahoo! Japan"],
  ["https://m.search.naver.com/", "m.search.naver.com/", "Naver"],
  ["https://search.naver.com/search.naver?query=a", "search.naver.com/search.naver", "Naver"],
  ["https://www.baidu.com/link?url=x", "www.baidu.com/link", "Baidu"],
  ["https://m.baidu.com/s?word=a", "m.baidu.com/s", "Baidu"],
  ["https://m.baidu.com/from=844b/s", "m.baidu.com/from=844b/s", "Baidu"],
  ["https://image.baidu.com/search/index", "image.baidu.com/search/index", "Baidu"],
  ["https://duckduckgo.com/", "duckduckgo.com/", "DuckDuckGo"],
  ["https://lite.duckduckgo.com/", "lite.duckduckgo.com/", "DuckDuckGo"],
  ["https://html.duckduckgo.com/html", "html.duckduckgo.com/html", "DuckDuckGo"],
  ["https://ya.ru/", "ya.ru/", "Yandex"],
  ["https://yandex.ru/search/?text=a", "yandex.ru/search/", "Yandex"],
  ["https://yandex.com.tr/clck/jsredir?x=1", "yandex.com.tr/clck/jsredir", "Yandex"],
  ["https://search.seznam.cz/", "search.seznam.cz/", "Seznam"],
  ["https://search.daum.net/", "search.daum.net/", "Daum"],
  ["https://nova.rambler.ru/", "nova.rambler.ru/", "Rambler"],
  ["https://go.mail.ru/", "go.mail.ru/", "Mail.ru Search"],
  ["https://suche.web.de/web", "suche.web.de/web", "WEB.DE Search"],
  ["https://search.brave.com/", "search.brave.com/", "Brave"],
  ["https://kagi.com/", "kagi.com/", "Kagi"],
  ["https://www.ecosia.org/", "www.ecosia.org/", "Ecosia"],
  [
    "android-app://com.google.android.googlequicksearchbox/",
    "android-app://com.google.android.googlequicksearchbox",
    "Google",
  ],
  [
    "android-app://com.google.android.googlequicksearchbox/https/www.google.com",
    "android-app://com.google.android.googlequicksearchbox",
    "Google",
  ],
  ["ios-app://284815942/", "ios-app://284815942", "Google"],
  [
    "android-app://com.duckduckgo.mobile.android",
    "android-app://com.duckduckgo.mobile.android",
    "DuckDuckGo",
  ],
];

const EMAILS: readonly Row[] = [
  ["https://mail.google.com/mail/u/0/", "mail.google.com/mail/u/0/", "Gmail"],
  ["https://outlook.live.com/", "outlook.live.com/", "Outlook"],
  ["https://mail.yahoo.com/", "mail.yahoo.com/", "Yahoo Mail"],
  ["https://e.mail.ru/", "e.mail.ru/", "Mail.ru"],
  ["https://deref-web.de/mail/client/x", "deref-web.de/mail/client/x", "WEB.DE"],
  ["https://navigator.gmx.net/", "navigator.gmx.net/", "GMX"],
  ["android-app://com.google.android.gm/", "android-app://com.google.android.gm", "Gmail"],
  ["android-app://com.google.android.gm", "android-app://com.google.android.gm", "Gmail"],
  ["android-app:com.google.android.gm", "android-app://com.google.android.gm", "Gmail"],
  ["Android-App://com.google.android.gm/x?token=1", "android-app://com.google.android.gm", "Gmail"],
  ["ios-app://422689480/googlegmail/", "ios-app://422689480", "Gmail"],
  ["android-app://com.microsoft.office.outlook/", "android-app://com.microsoft.office.outlook", "Outlook"],
  [
    "android-app://com.yahoo.mobile.client.android.mail/",
    "android-app://com.yahoo.mobile.client.android.mail",
    "Yahoo Mail",
  ],
  ["ios-app://com.apple.mobilemail/", "ios-app://com.apple.mobilemail", "Apple Mail"],
];

const NETWORKS: readonly Row[] = [
  ["https://lm.facebook.com/l.php?u=x", "lm.facebook.com/l.php", "Facebook"],
  ["https://t.co/AbC", "t.co/AbC", "X (Twitter)"],
  ["https://old.reddit.com/", "old.reddit.com/", "Reddit"],
  ["https://news.ycombinator.com./item?id=1", "news.ycombinator.com/item", "Hacker News"],
  ["android-app://com.Slack/", "android-app://com.slack", "Slack"],
  ["android-app://com.facebook.katana/", "android-app://com.facebook.katana", "Facebook"],
  ["android-app://com.facebook.orca/", "android-app://com.facebook.orca", "Messenger"],
  ["android-app://com.instagram.android/", "android-app://com.instagram.android", "Instagram"],
  ["android-app://com.twitter.android/", "android-app://com.twitter.android", "X (Twitter)"],
  ["android-app://com.linkedin.android/", "android-app://com.linkedin.android", "LinkedIn"],
  ["android-app://com.reddit.frontpage/", "android-app://com.reddit.frontpage", "Reddit"],
  ["android-app://org.telegram.messenger/", "android-app://org.telegram.messenger", "Telegram"],
  ["android-app://com.whatsapp/", "android-app://com.whatsapp", "WhatsApp"],
  ["android-app://com.zhiliaoapp.musically/", "android-app://com.zhiliaoapp.musically", "TikTok"],
  ["android-app://com.pinterest/", "android-app://com.pinterest", "Pinterest"],
];

/** Their kind has no channel of its own. */
const KNOWN: readonly Row[] = [
  ["https://docs.github.com/en", "docs.github.com/en", "GitHub"],
  ["https://support.google.com/", "support.google.com/", "Google Support"],
  ["https://cloud.google.com/", "cloud.google.com/", "Google Cloud"],
  ["https://maps.google.com/", "maps.google.com/", "Google Maps"],
  ["android-app://com.android.chrome/", "android-app://com.android.chrome", "Chrome"],
  [
    "android-app://com.google.android.apps.maps/",
    "android-app://com.google.android.apps.maps",
    "Google Maps",
  ],
];

/** On domains that are somebody's, and not what these are known for. */
const OTHERS: readonly Row[] = [
  ["https://blog.naver.com/someone/123", "blog.naver.com/someone/123", "blog.naver.com"],
  ["https://m.blog.naver.com/someone", "m.blog.naver.com/someone", "m.blog.naver.com"],
  ["https://cafe.naver.com/", "cafe.naver.com/", "cafe.naver.com"],
  ["https://tieba.baidu.com/p/1", "tieba.baidu.com/p/1", "tieba.baidu.com"],
  ["https://hi.baidu.com/", "hi.baidu.com/", "hi.baidu.com"],
  ["https://aistudio.google.com/", "aistudio.google.com/", "aistudio.google.com"],
  ["https://help.duckduckgo.com/", "help.duckduckgo.com/", "help.duckduckgo.com"],
  ["https://www.google.com/maps/place/x", "www.google.com/maps/place/x", "google.com"],
  ["https://www.google.com/travel/flights", "www.google.com/travel/flights", "google.com"],
  ["https://maps.google.de/", "maps.google.de/", "maps.google.de"],
  ["https://www.yahoo.com/news/a.html", "www.yahoo.com/news/a.html", "yahoo.com"],
  ["https://tw.stock.yahoo.com/", "tw.stock.yahoo.com/", "tw.stock.yahoo.com"],
  ["https://market.yandex.ru/", "market.yandex.ru/", "market.yandex.ru"],
  ["https://yandex.ru/maps/1", "yandex.ru/maps/1", "yandex.ru"],
  ["https://www.bing.com/maps?x=1", "www.bing.com/maps", "bing.com"],
  ["https://search.naver.com.example/", "search.naver.com.example/", "search.naver.com.example"],
  ["https://platform.openai.com/", "platform.openai.com/", "platform.openai.com"],
  ["https://help.openai.com/en", "help.openai.com/en", "help.openai.com"],
  ["https://docs.claude.com/", "docs.claude.com/", "docs.claude.com"],
  ["https://news.mail.ru/", "news.mail.ru/", "news.mail.ru"],
  ["https://www.gmx.net/magazine/a", "www.gmx.net/magazine/a", "gmx.net"],
  ["https://developers.facebook.com/docs", "developers.facebook.com/docs", "developers.facebook.com"],
  ["https://sellercentral.amazon.de/", "sellercentral.amazon.de/", "sellercentral.amazon.de"],
  ["https://www.News.Example.:8443/a", "www.news.example/a", "news.example"],
  ["https://café.example/", "xn--caf-dma.example/", "xn--caf-dma.example"],
  ["http://[2001:db8::1]:8080/a", "[2001:db8::1]/a", "[2001:db8::1]"],
  ["android-app://com.example.reader/", "android-app://com.example.reader", "com.example.reader"],
  ["ios-app://1234567890/", "ios-app://1234567890", "1234567890"],
];

const cases = (rows: readonly Row[], kind: Source["kind"], channel: Channel): ReferrerCase[] =>
  rows.map(([from, kept, name]) => ({ from, kept, name, kind, channel }));

export const REFERRERS: readonly ReferrerCase[] = [
  ...cases(SEARCHES, "search", "Organic Search"),
  ...cases(EMAILS, "email", "Email"),
  ...cases(NETWORKS, "social", "Organic Social"),
  ...cases(
    [
      ["https://m.youtube.com/watch?v=x", "m.youtube.com/watch", "YouTube"],
      ["android-app://com.google.android.youtube/", "android-app://com.google.android.youtube", "YouTube"],
    ],
    "video",
    "Organic Video",
  ),
  ...cases(
    [
      ["https://chatgpt.com/", "chatgpt.com/", "ChatGPT"],
      ["android-app://com.openai.chatgpt/", "android-app://com.openai.chatgpt", "ChatGPT"],
    ],
    "assistant",
    "AI Assistants",
  ),
  ...cases(
    [["android-app://com.devhd.feedly/", "android-app://com.devhd.feedly", "Feedly"]],
    "news",
    "Referral",
  ),
  ...cases(KNOWN, "other", "Referral"),
  ...cases(OTHERS, "unknown", "Referral"),
];
