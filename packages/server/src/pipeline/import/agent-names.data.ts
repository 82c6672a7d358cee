/** Our names for the browsers of other systems, by theirs in lower case. */
export const BROWSERS: Readonly<Record<string, string>> = {
  android: "Android Browser",
  "android webview": "Chrome",
  chrome: "Chrome",
  "chromium-webview": "Chrome",
  crios: "Chrome",
  edge: "Microsoft Edge",
  "edge-chromium": "Microsoft Edge",
  "edge-ios": "Microsoft Edge",
  firefox: "Firefox",
  fxios: "Firefox",
  ie: "Internet Explorer",
  ios: "Safari",
  "ios-webview": "Safari",
  "mobile safari": "Safari",
  opera: "Opera",
  "opera-mini": "Opera",
  safari: "Safari",
  samsung: "Samsung Internet for Android",
  "samsung browser": "Samsung Internet for Android",
  "samsung internet": "Samsung Internet for Android",
  "yandex browser": "Yandex Browser",
  yandexbrowser: "Yandex Browser",
};

/** The same for systems. */
export const SYSTEMS: Readonly<Record<string, string>> = {
  "android os": "Android",
  "chrome os": "Chrome OS",
  chromeos: "Chrome OS",
  "gnu/linux": "Linux",
  mac: "macOS",
  "mac os": "macOS",
  "mac os x": "macOS",
};

/** And for device classes; others are unknown. */
export const DEVICES: Readonly<Record<string, string>> = {
  desktop: "desktop",
  laptop: "desktop",
  mobile: "mobile",
  tablet: "tablet",
  tv: "tv",
};
