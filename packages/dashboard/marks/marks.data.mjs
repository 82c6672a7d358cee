/**
 * Names of sources, browsers and systems as the server writes them, each with the slug of its mark in simple-icons (CC0)
 * where that is not the name itself.
 */
export const SOURCE_MARKS = `
  Google | Google Scholar | Baidu | Brave | DuckDuckGo | Ecosia | Kagi | MetaGer | Mojeek | Naver | Qwant |
  Sogou | Startpage | Swisscows | Facebook | Messenger | Instagram | Threads | Meta | Reddit | Bluesky |
  Mastodon | Pinterest | TikTok | Snapchat | Lobsters | Product Hunt | Indie Hackers | Medium | Substack |
  Quora | Stack Overflow | Stack Exchange | Tumblr | Discord | WhatsApp | Telegram | Signal | LINE | KakaoTalk
  | Viber | WeChat | QQ | Douban | Zhihu | VK | Odnoklassniki | XING | Nextdoor | Meetup | MeWe | Goodreads |
  DeviantArt | Behance | Dribbble | Flickr | Hashnode | Linktree | Buffer | Hootsuite | note.com=note |
  LiveJournal | YouTube | Vimeo | Twitch | Dailymotion | Bilibili | Rumble | Odysee | Kick.com=kick | Niconico
  | Netflix | TED | Wistia | Loom | eBay | Etsy | Target.com=target | AliExpress | Shopify | Shopee | Rakuten
  | Allegro | Otto | Zalando | Gumroad | Gmail | Proton Mail | GMX | mailbox.org=mailbox | Tuta | HEY |
  Mail.ru=maildotru | Campaign Monitor | Claude | Perplexity | NotebookLM | DeepSeek | Meta AI | Poe |
  Pi.ai=pi | Kimi | Qwen | OpenRouter | Google News | Apple News | Flipboard | Feedly | Inoreader | Instapaper
  | Slashdot | Digg | daily.dev=dailydotdev | Mix.com=mix | GitHub | GitLab | Codeberg | npm | PyPI |
  Hugging Face | Wikipedia | Notion | Trello | Jira | Asana | Linear.app=linear | Basecamp | Figma |
  Google Docs | Google Drive | Google Calendar | Google Chat | Google Meet | Google Classroom | Google Keep |
  Google Maps | Google Play | Google Translate | Google Cloud | Google Analytics | Google Search Console |
  Dropbox | App Store | Steam | itch.io=itchdotio | Spotify | SoundCloud | Apple Podcasts | Bandcamp | Patreon
  | Ko-fi | Buy Me a Coffee | Kickstarter | G2 | Trustpilot | Tripadvisor | Glassdoor | Indeed | Crunchbase |
  SourceForge | Internet Archive | Bitly | Hacker News=ycombinator | X (Twitter)=x | DEV Community=devdotto |
  Weibo=sinaweibo | Gemini=googlegemini | Mistral=mistralai | Docker Hub=docker | Wikimedia=wikimediacommons |
  Meta AI=meta | Naver Mail=naver | Yandex Mail=yandex | ConvertKit=kit | iCloud Mail=icloud | Zoho Mail=zoho
`;

export const AGENT_MARKS = `
  Chrome=googlechrome | Chrome OS=googlechrome | Chromium=googlechrome | Firefox=firefoxbrowser | Opera |
  Opera GX=operagx | Brave | Vivaldi | Samsung Internet=samsung | Tor Browser=torbrowser | iOS=apple |
  iPadOS=apple | macOS=apple | tvOS=apple | watchOS=apple | Android | Linux | Ubuntu | Fedora | FreeBSD |
  PlayStation | KaiOS
`;

/** Marks that simple-icons lacks or has as large drawings only, drawn for this dashboard: paths of 24 by 24 and a colour. */
export const OWN_MARKS = {
  Safari: ["#1b88f0", "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zM17.5 6.5l-4 7-7 4 4-7z"],
  Windows: ["#0a78d4", "M3 5.4l8-1.1v7.2H3zM12 4.1L21 3v8.5h-9zM3 12.5h8v7.2l-8-1.1zM12 12.5h9V21l-9-1.1z"],
  "Microsoft Edge": [
    "#0b84c6",
    "M22 12a10 10 0 1 0-5 8.7c-5 .3-8-2.4-8-5.7 0-2.4 1.8-4 4-4 1.6 0 2.6 1 2.6 2.2 0 .9-.4 1.3-.4 1.8 0 .8 1 1 2.3 1 2.5 0 4.5-1.5 4.5-4z",
  ],
  LinkedIn: [
    "#0a66c2",
    "M4 2h16a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2zM5 9.5h3V19H5zM6.5 5a1.7 1.7 0 1 0 .01 3.4A1.7 1.7 0 0 0 6.5 5zM10 9.5h3v1.3c.6-1 1.6-1.5 2.8-1.5 2.2 0 3.2 1.5 3.2 3.9V19h-3v-5.2c0-1.2-.5-1.9-1.4-1.9-1 0-1.6.7-1.6 2V19h-3z",
  ],
  Bing: ["#0c8484", "M5 2l4.5 1.6v13l6-3.4-3-1.4L10.6 7 19 10v4.8L9.5 21 5 18.4z"],
};
