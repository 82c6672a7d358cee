/** What three other systems write for an agent, found by running what they read agents with; parts they do not know are empty. */
export interface PeerCase {
  readonly agent: string;
  /** Browser, system, device: the columns of its CSV. */
  readonly umami: string;
  /** Browser and version, system and version, device. */
  readonly plausible: string;
  /** Browser and system, each with its version. */
  readonly goatcounter: string;
  /** What one of them takes for something else, so that no import can make it what the edge reads. */
  readonly lost: readonly string[];
}

export const PEERS: readonly PeerCase[] = [
  {
    agent:
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    umami: "chrome | Windows 10 | laptop",
    plausible: "Chrome, 142.0 | Windows, 10 | Desktop",
    goatcounter: "Chrome 142 | Windows 10",
    lost: [],
  },
  {
    agent:
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    umami: "chrome | Mac OS | laptop",
    plausible: "Chrome, 142.0 | Mac, 10.15 | Desktop",
    goatcounter: "Chrome 142 | macOS 10.15",
    lost: [],
  },
  {
    agent:
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    umami: "chrome | Linux | laptop",
    plausible: "Chrome, 142.0 | GNU/Linux,  | Desktop",
    goatcounter: "Chrome 142 | Linux",
    lost: [],
  },
  {
    agent:
      "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    umami: "chrome | Chrome OS | laptop",
    plausible: "Chrome, 142.0 | Chrome OS, 14541.0 | Desktop",
    goatcounter: "Chrome 142 | Chrome OS",
    lost: [],
  },
  {
    agent:
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
    umami: "edge-chromium | Windows 10 | laptop",
    plausible: "Microsoft Edge, 142.0 | Windows, 10 | Desktop",
    goatcounter: "Chrome 142 | Windows 10",
    lost: ["goatcounter browser"],
  },
  {
    agent:
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.3595.53",
    umami: "edge-chromium | Mac OS | laptop",
    plausible: "Microsoft Edge, 142.0 | Mac, 10.15 | Desktop",
    goatcounter: "Chrome 142 | macOS 10.15",
    lost: ["goatcounter browser"],
  },
  {
    agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
    umami: "firefox | Windows 10 | laptop",
    plausible: "Firefox, 145.0 | Windows, 10 | Desktop",
    goatcounter: "Firefox 145 | Windows 10",
    lost: [],
  },
  {
    agent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0",
    umami: "firefox | Mac OS | laptop",
    plausible: "Firefox, 145.0 | Mac, 10.15 | Desktop",
    goatcounter: "Firefox 145 | macOS 10.15",
    lost: [],
  },
  {
    agent: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    umami: "firefox | Linux | laptop",
    plausible: "Firefox, 145.0 | GNU/Linux,  | Desktop",
    goatcounter: "Firefox 145 | Linux",
    lost: [],
  },
  {
    agent:
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
    umami: "safari | Mac OS | laptop",
    plausible: "Safari, 18.6 | Mac, 10.15 | Desktop",
    goatcounter: "Safari 18.6 | macOS 10.15",
    lost: [],
  },
  {
    agent:
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
    umami: "safari | Mac OS | laptop",
    plausible: "Safari, 26.1 | Mac, 26.1 | Desktop",
    goatcounter: "Safari 26.1 | macOS 10.15",
    lost: ["plausible system version"],
  },
  {
    agent:
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_13_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.2 Safari/605.1.15",
    umami: "safari | Mac OS | laptop",
    plausible: "Safari, 13.1 | Mac, 10.13 | Desktop",
    goatcounter: "Safari 13.1 | macOS 10.13",
    lost: [],
  },
  {
    agent:
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 OPR/124.0.0.0",
    umami: "opera | Windows 10 | laptop",
    plausible: "Opera, 124.0 | Windows, 10 | Desktop",
    goatcounter: "Chrome 140 | Windows 10",
    lost: ["goatcounter browser"],
  },
  {
    agent:
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Vivaldi/7.7.3851.56",
    umami: "chrome | Linux | laptop",
    plausible: "Vivaldi, 7.7 | GNU/Linux,  | Desktop",
    goatcounter: "Chrome 142 | Linux",
    lost: ["umami browser", "goatcounter browser"],
  },
  {
    agent:
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 YaBrowser/25.10.0.0 Safari/537.36",
    umami: "yandexbrowser | Windows 10 | laptop",
    plausible: "Yandex Browser, 25.10 | Windows, 10 | Desktop",
    goatcounter: "Chrome 140 | Windows 10",
    lost: ["goatcounter browser"],
  },
  {
    agent: "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
    umami: "ie | Windows 7 | laptop",
    plausible: "Internet Explorer, 11.0 | Windows, 7 | Desktop",
    goatcounter: "Internet Explorer 11 | Windows 7",
    lost: [],
  },
  {
    agent: "Mozilla/5.0 (X11; FreeBSD amd64; rv:145.0) Gecko/20100101 Firefox/145.0",
    umami: "firefox | Linux | laptop",
    plausible: "Firefox, 145.0 | FreeBSD,  | Desktop",
    goatcounter: "Firefox 145 | FreeBSD",
    lost: ["umami system"],
  },
  {
    agent:
      "Mozilla/5.0 (X11; FreeBSD amd64; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    umami: "chrome | Linux | laptop",
    plausible: "Chrome, 142.0 | FreeBSD,  | Desktop",
    goatcounter: "Chrome 142 | FreeBSD",
    lost: ["umami system"],
  },
  {
    agent: "Mozilla/5.0 (X11; OpenBSD amd64; rv:145.0) Gecko/20100101 Firefox/145.0",
    umami: "firefox | Open BSD | laptop",
    plausible: "Firefox, 145.0 | OpenBSD,  | Desktop",
    goatcounter: "Firefox 145 | OpenBSD",
    lost: [],
  },
  {
    agent:
      "Mozilla/5.0 (X11; GNU/Linux) AppleWebKit/537.36 (KHTML, like Gecko) Chromium/136.0.7103.149 Chrome/136.0.7103.149 Safari/537.36 Tesla/2025.32.3",
    umami: "chrome | Linux | embedded",
    plausible: "Chromium, 136.0 | GNU/Linux,  | Tablet",
    goatcounter: "Chrome 136 | ",
    lost: ["umami browser", "umami device", "plausible device", "goatcounter browser", "goatcounter system"],
  },
  {
    agent: "Dillo/3.1.0",
    umami: " |  | laptop",
    plausible: "Dillo, 3.1 | ,  | ",
    goatcounter: "Dillo 3.1 | ",
    lost: ["umami browser", "umami device"],
  },
  {
    agent: "Mozilla/5.0 (X11; Linux x86_64) NetSurf/3.11",
    umami: " | Linux | laptop",
    plausible: "NetSurf, 3.11 | GNU/Linux,  | Desktop",
    goatcounter: " | Linux",
    lost: ["umami browser", "goatcounter browser"],
  },
  {
    agent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
    umami: "ios | iOS | mobile",
    plausible: "Safari, 18.6 | iOS, 18.6 | Mobile",
    goatcounter: "Safari 18.6 | iOS 18.6",
    lost: [],
  },
  {
    agent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
    umami: "ios | iOS | mobile",
    plausible: "Safari, 26.0 | iOS, 26.0 | Mobile",
    goatcounter: "Safari 26.0 | iOS 18.6",
    lost: ["goatcounter system version"],
  },
  {
    agent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15",
    umami: "ios | iOS | mobile",
    plausible: "DuckDuckGo Privacy Browser, 7 | iOS, 18.6 | Mobile",
    goatcounter: "Safari 18.6 | iOS 18.6",
    lost: ["umami browser", "goatcounter browser"],
  },
  {
    agent:
      "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
    umami: "chrome | Android OS | mobile",
    plausible: "Chrome, 142.0 | Android, 10 | Mobile",
    goatcounter: "Chrome 142 | Android 10",
    lost: [],
  },
  {
    agent:
      "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36 EdgA/142.0.0.0",
    umami: "edge-chromium | Android OS | mobile",
    plausible: "Microsoft Edge, 142.0 | Android, 10 | Mobile",
    goatcounter: "Chrome 142 | Android 10",
    lost: ["goatcounter browser"],
  },
  {
    agent:
      "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36",
    umami: "samsung | Android OS | mobile",
    plausible: "Samsung Browser, 29.0 | Android, 10 | Mobile",
    goatcounter: "Chrome 136 | Android 10",
    lost: ["goatcounter browser"],
  },
  {
    agent:
      "Mozilla/5.0 (Linux; U; Android 14; de-de; 23049PCD8G Build/UKQ1.230804.001) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/112.0.5615.136 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.10.1",
    umami: "miui | Android OS | mobile",
    plausible: "Mi Browser, 14.10 | Android, 14 | Mobile",
    goatcounter: "Chrome 112 | Android 14",
    lost: ["goatcounter browser"],
  },
  {
    agent:
      "Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN01; HMSCore 6.13.0.302) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.5735.196 HuaweiBrowser/15.0.7.301 Mobile Safari/537.36",
    umami: "chrome | Android OS | mobile",
    plausible: "Huawei Browser Mobile, 15.0 | HarmonyOS,  | Mobile",
    goatcounter: "Chrome 114 | Android 12",
    lost: ["umami browser", "umami system", "goatcounter browser", "goatcounter system"],
  },
  {
    agent:
      "Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile",
    umami: "chrome |  | mobile",
    plausible: "Chrome, 114.0 | OpenHarmony, 5.0 | ",
    goatcounter: "Chrome 114 | ",
    lost: ["umami system", "plausible device", "goatcounter system"],
  },
  {
    agent:
      "Mozilla/5.0 (Mobile; Windows Phone 8.1; Android 4.0; ARM; Trident/7.0; Touch; rv:11.0; IEMobile/11.0; NOKIA; Lumia 520) like iPhone OS 7_0_3 Mac OS X AppleWebKit/537 (KHTML, like Gecko) Mobile Safari/537",
    umami: "android | iOS | mobile",
    plausible: "IE Mobile, 11.0 | Windows Phone, 8.1 | Mobile",
    goatcounter: " | Windows Phone 8.1",
    lost: ["umami browser", "umami system", "goatcounter browser"],
  },
  {
    agent: "Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; id) Presto/2.12.423 Version/12.16",
    umami: "opera-mini | Android OS | laptop",
    plausible: "Opera, 36.2 | Android,  | ",
    goatcounter: "Opera Mini 36.2 | Android",
    lost: ["umami device", "plausible device"],
  },
  {
    agent:
      "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
    umami: "ios | iOS | tablet",
    plausible: "Safari, 18.6 | iPadOS, 18.6 | Tablet",
    goatcounter: "Safari 18.6 | iOS 18.6",
    lost: [],
  },
  {
    agent:
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/145.0 Safari/605.1.15",
    umami: "fxios | Mac OS | laptop",
    plausible: "Firefox, 145.0 | Mac, 10.15 | Desktop",
    goatcounter: "Safari 11.0 | macOS 10.15",
    lost: [
      "umami system",
      "umami device",
      "plausible system",
      "plausible device",
      "goatcounter browser",
      "goatcounter system",
      "goatcounter device",
    ],
  },
  {
    agent:
      "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    umami: "chrome | Android OS | tablet",
    plausible: "Chrome, 142.0 | Android, 10 | Tablet",
    goatcounter: "Chrome 142 | Android 10",
    lost: [],
  },
  {
    agent:
      "Mozilla/5.0 (Tablet; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile",
    umami: "chrome |  | tablet",
    plausible: "Chrome, 114.0 | OpenHarmony, 5.0 | Tablet",
    goatcounter: "Chrome 114 | ",
    lost: ["umami system", "goatcounter system"],
  },
  {
    agent:
      "Mozilla/5.0 (PlayStation; PlayStation 5/9.60) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Safari/605.1.15",
    umami: "safari |  | console",
    plausible: "NetFront,  | PlayStation, 5.9 | Desktop",
    goatcounter: " | ",
    lost: [
      "umami browser",
      "umami system",
      "plausible browser",
      "plausible device",
      "goatcounter browser",
      "goatcounter system",
    ],
  },
  {
    agent:
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox One) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
    umami: "edge-chromium | Windows 10 | console",
    plausible: "Microsoft Edge, 142.0 | Windows, 10 | Desktop",
    goatcounter: "Chrome 142 | Windows 10",
    lost: ["plausible device", "goatcounter browser", "goatcounter device"],
  },
  {
    agent:
      "Mozilla/5.0 (Nintendo Switch; WifiWebAuthApplet) AppleWebKit/609.4 (KHTML, like Gecko) NF/6.0.2.21.3 NintendoBrowser/5.1.0.22474",
    umami: " |  | console",
    plausible: "Nintendo Browser, 5.1 | Nintendo, Switch | Desktop",
    goatcounter: " | ",
    lost: ["umami browser", "umami system", "plausible device", "goatcounter browser", "goatcounter system"],
  },
  {
    agent:
      "Mozilla/5.0 (Linux; Android 12; BRAVIA 4K VH22 Build/STT2.230505.001.S30) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/142.0.7444.102 Safari/537.36",
    umami: "chrome | Android OS | smarttv",
    plausible: "Mobile App, 142.0 | Android TV, 12 | Desktop",
    goatcounter: "Chrome 142 | Android 12",
    lost: ["plausible browser", "plausible device"],
  },
  {
    agent:
      "Mozilla/5.0 (Linux; Android 12.0; Build/STTL.240206.002) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.6723.152 Safari/537.36 CrKey/1.56.500000 DeviceType/AndroidTV",
    umami: "chrome | Android OS | smarttv",
    plausible: "Chrome, 130.0 | Android TV, 12.0 | Desktop",
    goatcounter: "Chrome 130 | Android 12",
    lost: ["plausible device"],
  },
  {
    agent:
      "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.6099.270 Safari/537.36 WebAppManager",
    umami: "chrome | Linux | smarttv",
    plausible: "Chrome, 120.0 | webOS, 25 | Desktop",
    goatcounter: "Chrome 120 | Linux",
    lost: [
      "umami browser",
      "umami system",
      "plausible browser",
      "plausible system version",
      "plausible device",
      "goatcounter browser",
      "goatcounter system",
    ],
  },
  {
    agent:
      "Mozilla/5.0 (SMART-TV; Linux; Tizen 6.5) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/5.0 Chrome/85.0.4183.93 TV Safari/537.36",
    umami: "samsung | Linux | smarttv",
    plausible: "Samsung Browser, 5.0 | Tizen, 6.5 | Desktop",
    goatcounter: "Chrome 85 | Tizen 6.5",
    lost: ["umami system", "plausible device", "goatcounter browser"],
  },
  {
    agent:
      "Mozilla/5.0 (Linux; Andr0id 9; BRAVIA 4K UR2) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/92.0.4515.166 Safari/537.36 HbbTV/1.6.1 (+DRM; Sony; KD-55XH9096; PKG6.7450.0701EUA; 2020;)",
    umami: "chrome | Linux | mobile",
    plausible: "Chrome, 92.0 | Android TV, 9 | Desktop",
    goatcounter: "Chrome 92 | Linux",
    lost: ["umami device", "plausible system", "plausible device"],
  },
  {
    agent:
      "Mozilla/5.0 (X11; Linux x86_64; Quest 3) AppleWebKit/537.36 (KHTML, like Gecko) OculusBrowser/40.2.0.8.56 Chrome/138.0.7204.179 VR Safari/537.36",
    umami: "chrome | Linux | xr",
    plausible: "Oculus Browser, 40.2 | Meta Horizon,  | Mobile",
    goatcounter: "Chrome 138 | Linux",
    lost: ["umami browser", "plausible system", "plausible device", "goatcounter browser"],
  },
  {
    agent:
      "Mozilla/5.0 (Linux; Android 15; SM-S928B Build/AP3A.240905.015; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/142.0.7444.102 Mobile Safari/537.36",
    umami: "chromium-webview | Android OS | mobile",
    plausible: "Mobile App, 142.0 | Android, 15 | Mobile",
    goatcounter: "Chrome 142 | Android 15",
    lost: ["plausible browser"],
  },
  {
    agent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    umami: "ios-webview | iOS | mobile",
    plausible: "Safari,  | iOS, 18.6 | Mobile",
    goatcounter: "Safari 11.0 | iOS 18.6",
    lost: ["goatcounter browser version"],
  },
  {
    agent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 405.0.0.31.64 (iPhone17,1; iOS 26_1; de_DE; de; scale=3.00; 1206x2622; 813210129)",
    umami: "instagram | iOS | mobile",
    plausible: "Mobile App,  | iOS, 18.6 | Mobile",
    goatcounter: "Safari 11.0 | iOS 18.6",
    lost: [
      "plausible browser",
      "plausible system version",
      "goatcounter browser",
      "goatcounter system version",
    ],
  },
  {
    agent:
      "Mozilla/5.0 (Linux; Android 15; SM-S928B Build/AP3A.240905.015; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/142.0.7444.102 Mobile Safari/537.36 Instagram 405.0.0.50.79 Android (35/15; 480dpi; 1080x2340; samsung; SM-S928B; e3q; qcom; de_DE; 813210129)",
    umami: "chromium-webview | Android OS | mobile",
    plausible: "Mobile App,  | Android, 15 | Mobile",
    goatcounter: "Chrome 142 | Android 15",
    lost: ["umami browser", "plausible browser", "goatcounter browser"],
  },
  {
    agent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/536.0.0.42.72;FBBV/813210129;FBDV/iPhone17,1;FBMD/iPhone;FBSN/iOS;FBSV/26.1;FBSS/3;FBID/phone;FBLC/de_DE;FBOP/5]",
    umami: "facebook | iOS | mobile",
    plausible: "Mobile App,  | iOS, 18.6 | Mobile",
    goatcounter: "Safari 11.0 | iOS 18.6",
    lost: [
      "plausible browser",
      "plausible system version",
      "goatcounter browser",
      "goatcounter system version",
    ],
  },
  {
    agent:
      "Mozilla/5.0 (Linux; Android 15; SM-S928B Build/AP3A.240905.015; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/142.0.7444.102 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/536.0.0.46.77;]",
    umami: "chromium-webview | Android OS | mobile",
    plausible: "Mobile App,  | Android, 15 | Mobile",
    goatcounter: "Chrome 142 | Android 15",
    lost: ["umami browser", "plausible browser", "goatcounter browser"],
  },
  {
    agent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari Line/15.18.0",
    umami: "ios-webview | iOS | mobile",
    plausible: "Mobile App,  | iOS, 18.6 | Mobile",
    goatcounter: "Safari 11.0 | iOS 18.6",
    lost: ["umami browser", "plausible browser", "goatcounter browser"],
  },
];
