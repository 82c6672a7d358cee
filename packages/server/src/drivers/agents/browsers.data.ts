/** A browser, or an app that shows pages, that says so beside the engine that it is made of. */
export interface MarkedBrowser {
  /** What its agents contain. Its version follows, unless `version` says behind which text it stands. */
  readonly mark: string;
  /** "": no browser at all. */
  readonly name: string;
  readonly version?: string;
}

/** Of the marks in an agent the uppermost here counts. */
export const MARKED_BROWSERS: readonly MarkedBrowser[] = [
  { mark: "FBAN/Messenger", name: "Messenger", version: "FBAV/" },
  { mark: "FB_IAB/Orca", name: "Messenger", version: "FBAV/" },
  { mark: "FB_IAB/MESSENGER", name: "Messenger", version: "FBAV/" },
  { mark: "FBAN/", name: "Facebook", version: "FBAV/" },
  { mark: "FB_IAB/", name: "Facebook", version: "FBAV/" },
  { mark: "FBAV/", name: "Facebook" },
  { mark: "Instagram ", name: "Instagram" },
  { mark: "Barcelona ", name: "Threads" },
  { mark: "musical_ly", name: "TikTok", version: "app_version/" },
  { mark: "trill_", name: "TikTok", version: "app_version/" },
  { mark: "BytedanceWebview/", name: "TikTok", version: "app_version/" },
  { mark: "Snapchat/", name: "Snapchat" },
  { mark: "[LinkedInApp]", name: "LinkedIn" },
  { mark: "LinkedInApp", name: "LinkedIn" },
  { mark: "[Pinterest/", name: "Pinterest" },
  { mark: "Twitter for ", name: "X", version: "Twitter for iPhone/" },
  { mark: "TwitterAndroid", name: "X" },
  { mark: " Line/", name: "Line" },
  { mark: "KAKAOTALK", name: "KakaoTalk" },
  { mark: "NAVER(inapp;", name: "Naver" },
  { mark: "MicroMessenger/", name: "WeChat" },
  { mark: "AlipayClient/", name: "Alipay" },
  { mark: "baiduboxapp/", name: "Baidu" },
  { mark: "Weibo (", name: "Weibo" },
  { mark: "Telegram-Android/", name: "Telegram" },
  { mark: "Reddit/", name: "Reddit" },
  { mark: " GSA/", name: "Google Search" },
  { mark: "BingSapphire/", name: "Bing" },
  { mark: "Feedly/", name: "Feedly" },
  { mark: "Flipboard/", name: "Flipboard" },
  { mark: "DuckDuckGo/", name: "DuckDuckGo" },
  { mark: "Ddg/", name: "DuckDuckGo" },
  { mark: "OPX/", name: "Opera" },
  { mark: "Opera Mini/", name: "Opera" },
  { mark: "HuaweiBrowser/", name: "Huawei Browser" },
  { mark: "PicoBrowser/", name: "Pico Browser" },
  { mark: "OculusBrowser/", name: "Oculus Browser" },
  { mark: "NintendoBrowser/", name: "Nintendo Browser" },
  // It says Safari 13 in 2026, and Silk before.
  { mark: "PlayStation", name: "PlayStation", version: "PlayStation Browser/" },
  { mark: "Dillo", name: "Dillo" },
  { mark: "NetSurf/", name: "NetSurf" },
  { mark: "Lynx/", name: "Lynx" },
  { mark: "ELinks", name: "ELinks" },
  { mark: "Links (", name: "Links" },
  { mark: "w3m/", name: "w3m" },
  { mark: "Dalvik/", name: "" },
  { mark: "AppleCoreMedia/", name: "" },
];

/** The library's names that say something wrong. */
export const RENAMED: ReadonlyMap<string, string> = new Map([
  // Televisions with Tizen have it as well.
  ["Samsung Internet for Android", "Samsung Internet"],
]);
