/** An agent as it is sent, and what it is: browser and major version, system and version, type of device. */
export type AgentCase = readonly [agent: string, is: string];

const WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const BLINK = "AppleWebKit/537.36 (KHTML, like Gecko)";
const MAC = "Macintosh; Intel Mac OS X 10_15_7";
const WINDOWS = "Windows NT 10.0; Win64; x64";
const PHONE = "Linux; Android 10; K";

/** Chrome and its kin name Windows 11 `NT 10.0`, every macOS `10_15_7` and every Android `10`. */
const DESKTOP: readonly AgentCase[] = [
  [`Mozilla/5.0 (${WINDOWS}) ${BLINK} Chrome/142.0.0.0 Safari/537.36`, "Chrome 142 | Windows 10 | desktop"],
  [`Mozilla/5.0 (${MAC}) ${BLINK} Chrome/142.0.0.0 Safari/537.36`, "Chrome 142 | macOS | desktop"],
  [`Mozilla/5.0 (X11; Linux x86_64) ${BLINK} Chrome/142.0.0.0 Safari/537.36`, "Chrome 142 | Linux | desktop"],
  [
    `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${BLINK} Chrome/142.0.0.0 Safari/537.36`,
    "Chrome 142 | Chrome OS | desktop",
  ],
  [
    `Mozilla/5.0 (X11; CrOS aarch64 15699.85.0) ${BLINK} Chrome/110.0.5481.208 Safari/537.36`,
    "Chrome 110 | Chrome OS | desktop",
  ],
  [
    `Mozilla/5.0 (${WINDOWS}) ${BLINK} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`,
    "Microsoft Edge 142 | Windows 10 | desktop",
  ],
  [
    `Mozilla/5.0 (${MAC}) ${BLINK} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.3595.53`,
    "Microsoft Edge 142 | macOS | desktop",
  ],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Firefox 145 | Windows 10 | desktop",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Firefox 145 | macOS | desktop",
  ],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox 145 | Linux | desktop"],
  [
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Firefox 145 | Linux | desktop",
  ],
  [`Mozilla/5.0 (${MAC}) ${WEBKIT} Version/18.6 Safari/605.1.15`, "Safari 18 | macOS | desktop"],
  // An iPad that asks for desktop pages, and a Vision Pro, send the very same.
  [`Mozilla/5.0 (${MAC}) ${WEBKIT} Version/26.1 Safari/605.1.15`, "Safari 26 | macOS | desktop"],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_13_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.2 Safari/605.1.15",
    "Safari 13 | macOS 10.13 | desktop",
  ],
  [
    `Mozilla/5.0 (${WINDOWS}) ${BLINK} Chrome/140.0.0.0 Safari/537.36 OPR/124.0.0.0`,
    "Opera 124 | Windows 10 | desktop",
  ],
  [
    `Mozilla/5.0 (${WINDOWS}) ${BLINK} Chrome/140.0.0.0 Safari/537.36 OPR/124.0.0.0 (Edition GX)`,
    "Opera 124 | Windows 10 | desktop",
  ],
  [
    `Mozilla/5.0 (X11; Linux x86_64) ${BLINK} Chrome/142.0.0.0 Safari/537.36 Vivaldi/7.7.3851.56`,
    "Vivaldi 7 | Linux | desktop",
  ],
  [
    `Mozilla/5.0 (${WINDOWS}) ${BLINK} Chrome/140.0.0.0 YaBrowser/25.10.0.0 Safari/537.36`,
    "Yandex Browser 25 | Windows 10 | desktop",
  ],
  [`Mozilla/5.0 (${MAC}) ${WEBKIT} Version/18.6 Safari/605.1.15 Ddg/18.6`, "DuckDuckGo 18 | macOS | desktop"],
  [
    `Mozilla/5.0 (${WINDOWS}) ${BLINK} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0 Ddg/142.0.0.0`,
    "DuckDuckGo 142 | Windows 10 | desktop",
  ],
  [
    "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
    "Internet Explorer 11 | Windows 7 | desktop",
  ],
  [
    "Mozilla/5.0 (Windows NT 6.1; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0",
    "Firefox 115 | Windows 7 | desktop",
  ],
  [
    `Mozilla/5.0 (Windows NT 6.3; Win64; x64) ${BLINK} Chrome/109.0.0.0 Safari/537.36`,
    "Chrome 109 | Windows 8.1 | desktop",
  ],
  [
    `Mozilla/5.0 (Windows NT 6.2; Win64; x64) ${BLINK} Chrome/109.0.0.0 Safari/537.36`,
    "Chrome 109 | Windows 8 | desktop",
  ],
  [
    "Mozilla/5.0 (Windows NT 6.0; rv:52.0) Gecko/20100101 Firefox/52.0",
    "Firefox 52 | Windows Vista | desktop",
  ],
  ["Mozilla/5.0 (Windows NT 5.1; rv:52.0) Gecko/20100101 Firefox/52.0", "Firefox 52 | Windows XP | desktop"],
  [
    "Mozilla/5.0 (X11; FreeBSD amd64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Firefox 145 | FreeBSD | desktop",
  ],
  [
    `Mozilla/5.0 (X11; FreeBSD amd64; Linux x86_64) ${BLINK} Chrome/142.0.0.0 Safari/537.36`,
    "Chrome 142 | FreeBSD | desktop",
  ],
  [
    "Mozilla/5.0 (X11; OpenBSD amd64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Firefox 145 | OpenBSD | desktop",
  ],
  [
    "Mozilla/5.0 (X11; NetBSD amd64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Firefox 128 | NetBSD | desktop",
  ],
  [
    "Mozilla/5.0 (X11; DragonFly x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Firefox 128 | DragonFly BSD | desktop",
  ],
  ["Mozilla/5.0 (X11; SunOS i86pc; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox 128 | SunOS | desktop"],
  [
    `Mozilla/5.0 (X11; Haiku x86_64) ${WEBKIT} Version/16.0 Safari/605.1.15 WebPositive/1.3`,
    "Safari 16 | Haiku | desktop",
  ],
  [
    `Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Version/18.0 Safari/605.1.15 Epiphany/605.1.15`,
    "Epiphany 18 | Linux | desktop",
  ],
  // A car has no type of its own.
  [
    `Mozilla/5.0 (X11; GNU/Linux) ${BLINK} Chromium/136.0.7103.149 Chrome/136.0.7103.149 Safari/537.36 Tesla/2025.32.3`,
    "Chromium 136 | Linux | desktop",
  ],
  [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Ladybird/1.0",
    "Ladybird 1 | Linux | desktop",
  ],
  ["Dillo/3.1.0", "Dillo 3 | |"],
  ["Mozilla/4.0 (compatible; Dillo 3.0)", "Dillo 3 | |"],
  ["NetSurf/3.11 (Linux)", "NetSurf 3 | Linux | desktop"],
  ["Mozilla/5.0 (X11; Linux x86_64) NetSurf/3.11", "NetSurf 3 | Linux | desktop"],
  ["Lynx/2.9.2 libwww-FM/2.14 SSL-MM/1.4.1 OpenSSL/3.3.1", "Lynx 2 | |"],
  ["Links (2.30; Linux 6.12.0 x86_64; GNU C 14.2; text)", "Links 2 | Linux | desktop"],
  ["ELinks/0.17.1 (textmode; Linux 6.12.0 x86_64; 80x24-2)", "ELinks 0 | Linux | desktop"],
  ["w3m/0.5.3+git20230121", "w3m 0 | |"],
];

const PHONES: readonly AgentCase[] = [
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${WEBKIT} Version/18.6 Mobile/15E148 Safari/604.1`,
    "Safari 18 | iOS 18.6 | mobile",
  ],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) ${WEBKIT} Version/17.5 Mobile/15E148 Safari/604.1`,
    "Safari 17 | iOS 17.5 | mobile",
  ],
  // Safari 26 still writes the system before it.
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${WEBKIT} Version/26.0 Mobile/15E148 Safari/604.1`,
    "Safari 26 | iOS 26.0 | mobile",
  ],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 26_1_0 like Mac OS X) ${WEBKIT} CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1`,
    "Chrome 142 | iOS 26.1 | mobile",
  ],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) ${WEBKIT} FxiOS/145.0 Mobile/15E148 Safari/605.1.15`,
    "Firefox 145 | iOS 18.7 | mobile",
  ],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${WEBKIT} Version/18.0 EdgiOS/142.0.3595.66 Mobile/15E148 Safari/604.1`,
    "Microsoft Edge 142 | iOS 18.6 | mobile",
  ],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${WEBKIT} Version/18.6 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15`,
    "DuckDuckGo 7 | iOS 18.6 | mobile",
  ],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${WEBKIT} Version/18.6 Mobile/15E148 Safari/604.1 Ddg/18.6`,
    "DuckDuckGo 18 | iOS 18.6 | mobile",
  ],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${WEBKIT} Version/18.6 Mobile/15E148 Safari/604.1 OPX/2.9.4`,
    "Opera 2 | iOS 18.6 | mobile",
  ],
  [`Mozilla/5.0 (${PHONE}) ${BLINK} Chrome/142.0.0.0 Mobile Safari/537.36`, "Chrome 142 | Android | mobile"],
  [
    `Mozilla/5.0 (Linux; Android 13; SM-S901B) ${BLINK} Chrome/112.0.0.0 Mobile Safari/537.36`,
    "Chrome 112 | Android 13 | mobile",
  ],
  [
    `Mozilla/5.0 (Linux; Android 8.1.0; Moto G (5)) ${BLINK} Chrome/100.0.4896.127 Mobile Safari/537.36`,
    "Chrome 100 | Android 8.1 | mobile",
  ],
  [
    "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0",
    "Firefox 145 | Android 15 | mobile",
  ],
  [
    `Mozilla/5.0 (${PHONE}) ${BLINK} Chrome/142.0.0.0 Mobile Safari/537.36 EdgA/142.0.0.0`,
    "Microsoft Edge 142 | Android | mobile",
  ],
  [
    `Mozilla/5.0 (${PHONE}) ${BLINK} SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36`,
    "Samsung Internet 29 | Android | mobile",
  ],
  [
    `Mozilla/5.0 (${PHONE}) ${BLINK} Chrome/137.0.0.0 Mobile Safari/537.36 OPR/92.0.0.0`,
    "Opera 92 | Android | mobile",
  ],
  [
    `Mozilla/5.0 (Linux; Android 15) ${BLINK} Version/4.0 Chrome/142.0.7444.102 Mobile DuckDuckGo/5 Safari/537.36`,
    "DuckDuckGo 5 | Android 15 | mobile",
  ],
  [
    `Mozilla/5.0 (Linux; U; Android 14; de-de; 23049PCD8G Build/UKQ1.230804.001) ${BLINK} Version/4.0 Chrome/112.0.5615.136 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.10.1`,
    "Miui 14 | Android 14 | mobile",
  ],
  [
    `Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN01; HMSCore 6.13.0.302) ${BLINK} Chrome/114.0.5735.196 HuaweiBrowser/15.0.7.301 Mobile Safari/537.36`,
    "Huawei Browser 15 | HarmonyOS | mobile",
  ],
  [
    `Mozilla/5.0 (Linux; Android 10; HUAWEI ELE-L29; HMSCore 6.13.0.302) ${BLINK} Chrome/114.0.5735.196 HuaweiBrowser/15.0.7.301 Mobile Safari/537.36`,
    "Huawei Browser 15 | Android | mobile",
  ],
  [
    `Mozilla/5.0 (Phone; OpenHarmony 5.0) ${BLINK} Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile`,
    "Chrome 114 | HarmonyOS 5.0 | mobile",
  ],
  [
    `Mozilla/5.0 (Phone; OpenHarmony 5.1) ${BLINK} Chrome/132.0.0.0 Safari/537.36 ArkWeb/6.0.0.47 Mobile HuaweiBrowser/5.1.3.320`,
    "Huawei Browser 5 | HarmonyOS 5.1 | mobile",
  ],
  [
    "Mozilla/5.0 (Mobile; Nokia 8110 4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5",
    "Firefox 48 | KaiOS 2.5 | mobile",
  ],
  [
    "Mozilla/5.0 (Mobile; LYF/F320B/LYF-F320B-001-01-17-240420; rv:84.0) Gecko/84.0 Firefox/84.0 KAIOS/3.1",
    "Firefox 84 | KaiOS 3.1 | mobile",
  ],
  [
    `Mozilla/5.0 (Mobile; Windows Phone 8.1; Android 4.0; ARM; Trident/7.0; Touch; rv:11.0; IEMobile/11.0; NOKIA; Lumia 520) like iPhone OS 7_0_3 Mac OS X AppleWebKit/537 (KHTML, like Gecko) Mobile Safari/537`,
    "Internet Explorer 11 | Windows Phone 8.1 | mobile",
  ],
  ["Nokia6300/2.0 (07.21) Profile/MIDP-2.0 Configuration/CLDC-1.1", "| | mobile"],
  [
    "Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; id) Presto/2.12.423 Version/12.16",
    "Opera 36 | Android | mobile",
  ],
];

const TABLETS: readonly AgentCase[] = [
  [
    `Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) ${WEBKIT} Version/18.6 Mobile/15E148 Safari/604.1`,
    "Safari 18 | iOS 18.6 | tablet",
  ],
  [
    `Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) ${WEBKIT} CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1`,
    "Chrome 142 | iOS 18.6 | tablet",
  ],
  // Of the iPad's browsers that ask for desktop pages this one alone tells itself from a Mac.
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/145.0 Safari/605.1.15",
    "Firefox 145 | iOS | tablet",
  ],
  [`Mozilla/5.0 (${PHONE}) ${BLINK} Chrome/142.0.0.0 Safari/537.36`, "Chrome 142 | Android | tablet"],
  [
    `Mozilla/5.0 (Linux; Android 13; SM-X700) ${BLINK} SamsungBrowser/22.0 Chrome/111.0.5563.116 Safari/537.36`,
    "Samsung Internet 22 | Android 13 | tablet",
  ],
  [
    "Mozilla/5.0 (Android 14; Tablet; rv:145.0) Gecko/145.0 Firefox/145.0",
    "Firefox 145 | Android 14 | tablet",
  ],
  [
    `Mozilla/5.0 (Linux; Android 11; KFTRWI) ${BLINK} Silk/118.2.4 like Chrome/118.0.5993.155 Safari/537.36`,
    "Amazon Silk 118 | Android 11 | tablet",
  ],
  [
    `Mozilla/5.0 (Linux; Android 9; HUAWEI AGS3-W09) ${BLINK} Chrome/109.0.0.0 Safari/537.36`,
    "Chrome 109 | Android 9 | tablet",
  ],
  [
    `Mozilla/5.0 (Tablet; OpenHarmony 5.0) ${BLINK} Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile`,
    "Chrome 114 | HarmonyOS 5.0 | tablet",
  ],
  [
    `Mozilla/5.0 (PC; OpenHarmony 5.0) ${BLINK} Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile`,
    "Chrome 114 | HarmonyOS 5.0 | desktop",
  ],
  [
    `Mozilla/5.0 (2in1; OpenHarmony 5.1) ${BLINK} Chrome/132.0.0.0 Safari/537.36 ArkWeb/6.0.0.47`,
    "Chrome 132 | HarmonyOS 5.1 | desktop",
  ],
];

const CONSOLES: readonly AgentCase[] = [
  [
    "Mozilla/5.0 (PlayStation; PlayStation 5/9.60) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Safari/605.1.15",
    "PlayStation | PlayStation 5 | console",
  ],
  [
    "Mozilla/5.0 (PlayStation; PlayStation 4/12.00) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Safari/605.1.15",
    "PlayStation | PlayStation 4 | console",
  ],
  [
    "Mozilla/5.0 (PlayStation 4 11.00) AppleWebKit/605.1.15 (KHTML, like Gecko)",
    "PlayStation | PlayStation 4 | console",
  ],
  [
    "Mozilla/5.0 (PlayStation Vita 3.74) AppleWebKit/537.73 (KHTML, like Gecko) Silk/3.2",
    "PlayStation | PlayStation Vita | console",
  ],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox One) ${BLINK} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`,
    "Microsoft Edge 142 | Windows 10 | console",
  ],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox Series X) ${BLINK} Chrome/48.0.2564.82 Safari/537.36 Edge/20.02`,
    "Microsoft Edge 20 | Windows 10 | console",
  ],
  [
    "Mozilla/5.0 (Nintendo Switch; WifiWebAuthApplet) AppleWebKit/609.4 (KHTML, like Gecko) NF/6.0.2.21.3 NintendoBrowser/5.1.0.22474",
    "Nintendo Browser 5 | Nintendo Switch | console",
  ],
  [
    "Mozilla/5.0 (Nintendo WiiU) AppleWebKit/536.30 (KHTML, like Gecko) NX/3.0.4.2.12 NintendoBrowser/4.3.1.11264.EU",
    "Nintendo Browser 4 | Nintendo Wii U | console",
  ],
  [
    "Mozilla/5.0 (New Nintendo 3DS like iPhone) AppleWebKit/536.30 (KHTML, like Gecko) NX/3.0.0.5.23 Mobile NintendoBrowser/1.10.10166.EU",
    "Nintendo Browser 1 | Nintendo 3DS | console",
  ],
];

const TVS: readonly AgentCase[] = [
  [
    `Mozilla/5.0 (Linux; Android 12; BRAVIA 4K VH22 Build/STT2.230505.001.S30) ${BLINK} Version/4.0 Chrome/142.0.7444.102 Safari/537.36`,
    "Chrome 142 | Android 12 | tv",
  ],
  [
    `Mozilla/5.0 (Linux; Android 14; SHIELD Android TV Build/UP1A; wv) ${BLINK} Version/4.0 Chrome/142.0.7444.102 Mobile Safari/537.36`,
    "Chrome 142 | Android 14 | tv",
  ],
  [
    `Mozilla/5.0 (Linux; Android 12.0; Build/STTL.240206.002) ${BLINK} Chrome/130.0.6723.152 Safari/537.36 CrKey/1.56.500000 DeviceType/AndroidTV`,
    "Chrome 130 | Android 12 | tv",
  ],
  [
    `Mozilla/5.0 (X11; Linux armv7l) ${BLINK} Chrome/124.0.6367.219 Safari/537.36 CrKey/1.54.250320 DeviceType/Chromecast`,
    "Chrome 124 | Linux | tv",
  ],
  [
    `Mozilla/5.0 (Linux; Android 9; AFTKA Build/PS7653.4308N; wv) ${BLINK} Version/4.0 Chrome/130.0.6723.107 Mobile Safari/537.36`,
    "Chrome 130 | Android 9 | tv",
  ],
  [
    `Mozilla/5.0 (Linux; Android 9; AFTMM) ${BLINK} Silk/118.2.4 like Chrome/118.0.5993.155 Safari/537.36`,
    "Amazon Silk 118 | Android 9 | tv",
  ],
  [
    `Mozilla/5.0 (Web0S; Linux/SmartTV) ${BLINK} Chrome/120.0.6099.270 Safari/537.36 WebAppManager`,
    "WebOS Browser | WebOS | tv",
  ],
  [
    `Mozilla/5.0 (SMART-TV; LINUX; Tizen 8.0) ${BLINK} 108.0.5359.1/8.0 TV Safari/537.36`,
    "Tizen | Tizen 8.0 | tv",
  ],
  [
    `Mozilla/5.0 (SMART-TV; Linux; Tizen 6.5) ${BLINK} SamsungBrowser/5.0 Chrome/85.0.4183.93 TV Safari/537.36`,
    "Samsung Internet 5 | Tizen 6.5 | tv",
  ],
  [
    `Mozilla/5.0 (Linux; Andr0id 9; BRAVIA 4K UR2) ${BLINK} Chrome/92.0.4515.166 Safari/537.36 HbbTV/1.6.1 (+DRM; Sony; KD-55XH9096; PKG6.7450.0701EUA; 2020;)`,
    "Chrome 92 | Linux | tv",
  ],
  [
    `HbbTV/1.5.1 (+DRM; Samsung; SmartTV2021:UAU7000; T-KSU2EDEUC-2401.0; UAU7000; urn:samsungtv:familyname:21_KANTSU2E_UHD_BASIC:2021) Tizen/6.0 (+TVPLUS) Chrome/76.0.3809.146 LibBrowser/3.1`,
    "Tizen 3 | Tizen 6.0 | tv",
  ],
  ["Roku/DVP-14.5 (14.5.0.4178-88)", "Roku | Roku 14.5 | tv"],
  ["AppleTV11,1/18.6", "| tvOS | tv"],
  ["AppleCoreMedia/1.0.0.22M84 (Apple TV; U; CPU OS 18_6 like Mac OS X; de_de)", "| tvOS 18.6 | tv"],
];

const HEADSETS: readonly AgentCase[] = [
  [
    `Mozilla/5.0 (X11; Linux x86_64; Quest 3) ${BLINK} OculusBrowser/40.2.0.8.56 Chrome/138.0.7204.179 VR Safari/537.36`,
    "Oculus Browser 40 | Linux | headset",
  ],
  [
    `Mozilla/5.0 (Linux; Android 12; Quest 2) ${BLINK} OculusBrowser/29.1.0.1.43 Chrome/116.0.5845.163 Mobile VR Safari/537.36`,
    "Oculus Browser 29 | Android 12 | headset",
  ],
  [
    `Mozilla/5.0 (Linux; Android 10; A8150 Build/QKQ1.230405.002) ${BLINK} PicoBrowser/3.3.62 Chrome/105.0.5195.68 VR Safari/537.36 OculusBrowser/7.0`,
    "Pico Browser 3 | Android | headset",
  ],
];

const IPHONE_APP = `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${WEBKIT} Mobile/15E148`;
const ANDROID_APP = `Mozilla/5.0 (Linux; Android 15; SM-S928B Build/AP3A.240905.015; wv) ${BLINK} Version/4.0 Chrome/142.0.7444.102 Mobile Safari/537.36`;

/** Pages shown inside an app are told by the app's name, with the app's version. */
const IN_APPS: readonly AgentCase[] = [
  [ANDROID_APP, "Chrome 142 | Android 15 | mobile"],
  [IPHONE_APP, "Safari | iOS 18.6 | mobile"],
  [
    `${IPHONE_APP} Instagram 405.0.0.31.64 (iPhone17,1; iOS 26_1; de_DE; de; scale=3.00; 1206x2622; 813210129)`,
    "Instagram 405 | iOS 26.1 | mobile",
  ],
  [
    `${ANDROID_APP} Instagram 405.0.0.50.79 Android (35/15; 480dpi; 1080x2340; samsung; SM-S928B; e3q; qcom; de_DE; 813210129)`,
    "Instagram 405 | Android 15 | mobile",
  ],
  [
    `${IPHONE_APP} [FBAN/FBIOS;FBAV/536.0.0.42.72;FBBV/813210129;FBDV/iPhone17,1;FBMD/iPhone;FBSN/iOS;FBSV/26.1;FBSS/3;FBID/phone;FBLC/de_DE;FBOP/5]`,
    "Facebook 536 | iOS 26.1 | mobile",
  ],
  [`${ANDROID_APP} [FB_IAB/FB4A;FBAV/536.0.0.46.77;]`, "Facebook 536 | Android 15 | mobile"],
  [`${ANDROID_APP} [FB_IAB/Orca-Android;FBAV/530.0.0.31.109;]`, "Messenger 530 | Android 15 | mobile"],
  [
    `${IPHONE_APP} [FBAN/MessengerForiOS;FBAV/530.0.0.30.107;FBSN/iOS;FBSV/18.6]`,
    "Messenger 530 | iOS 18.6 | mobile",
  ],
  [`${IPHONE_APP} Barcelona 405.0.0.31.64 (iPhone17,1; iOS 18_6; de_DE)`, "Threads 405 | iOS 18.6 | mobile"],
  [
    `${ANDROID_APP} musical_ly_2024204030 JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/musical_ly app_version/42.4.3 ByteLocale/de-DE Region/DE BytedanceWebview/d8a21c6`,
    "TikTok 42 | Android 15 | mobile",
  ],
  [
    `${IPHONE_APP} musical_ly_42.4.0 BytedanceWebview/d8a21c6 AppName/musical_ly app_version/42.4.0`,
    "TikTok 42 | iOS 18.6 | mobile",
  ],
  [
    `${IPHONE_APP} Snapchat/13.66.0.43 (like Safari/8621.1.15.10.7, panda)`,
    "Snapchat 13 | iOS 18.6 | mobile",
  ],
  [`${IPHONE_APP} [LinkedInApp]/9.31.3105`, "LinkedIn 9 | iOS 18.6 | mobile"],
  [`${ANDROID_APP} LinkedInApp`, "LinkedIn | Android 15 | mobile"],
  [
    `${IPHONE_APP} MicroMessenger/8.0.63(0x18003f2b) NetType/WIFI Language/de`,
    "WeChat 8 | iOS 18.6 | mobile",
  ],
  [`${IPHONE_APP} Safari Line/15.18.0`, "Line 15 | iOS 18.6 | mobile"],
  [`${ANDROID_APP} Line/15.18.1/IAB`, "Line 15 | Android 15 | mobile"],
  [`${IPHONE_APP} [Pinterest/iOS]`, "Pinterest | iOS 18.6 | mobile"],
  [`${ANDROID_APP} [Pinterest/Android]`, "Pinterest | Android 15 | mobile"],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${WEBKIT} GSA/395.0.825104190 Mobile/15E148 Safari/604.1`,
    "Google Search 395 | iOS 18.6 | mobile",
  ],
  [`${ANDROID_APP} GSA/16.43.53.sa.arm64`, "Google Search 16 | Android 15 | mobile"],
  [`${IPHONE_APP} Feedly/97.0.2`, "Feedly 97 | iOS 18.6 | mobile"],
  [`${IPHONE_APP} Twitter for iPhone/11.42`, "X 11 | iOS 18.6 | mobile"],
  [`${ANDROID_APP} TwitterAndroid`, "X | Android 15 | mobile"],
  [`${ANDROID_APP} KAKAOTALK/25.9.2 (INAPP)`, "KakaoTalk 25 | Android 15 | mobile"],
  [`${IPHONE_APP} NAVER(inapp; search; 2100; 12.15.11; 16PRO)`, "Naver | iOS 18.6 | mobile"],
  [`${ANDROID_APP} BingSapphire/31.4.2110003555`, "Bing 31 | Android 15 | mobile"],
];

/** What claims to be no browser has none. */
const PROGRAMS: readonly AgentCase[] = [
  ["", "| |"],
  ["-", "| |"],
  ["Mozilla/5.0", "| |"],
  ["Mozilla/5.0 Umami/v20.20.2", "| |"],
  ["curl/8.5.0", "| |"],
  ["RestSharp/112.0", "| |"],
  ["My Company Server/2.0", "| |"],
  ["jane@mail.example/1.0 (+1 555 0100)", "| |"],
  ["Dalvik/2.1.0 (Linux; U; Android 14; SM-S918B Build/UP1A)", "| Android 14 |"],
];

export const AGENTS: readonly AgentCase[] = [
  ...DESKTOP,
  ...PHONES,
  ...TABLETS,
  ...CONSOLES,
  ...TVS,
  ...HEADSETS,
  ...IN_APPS,
  ...PROGRAMS,
];
