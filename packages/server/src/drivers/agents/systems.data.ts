/** A system that the library does not know, or takes for another. */
export interface MarkedSystem {
  readonly mark: string;
  readonly name: string;
  /** The version itself, or how it is found. */
  readonly version?: string | RegExp;
}

/** Of the marks in an agent the uppermost here counts. */
export const MARKED_SYSTEMS: readonly MarkedSystem[] = [
  { mark: "CrOS ", name: "Chrome OS" },
  { mark: "FreeBSD", name: "FreeBSD" },
  { mark: "OpenBSD", name: "OpenBSD" },
  { mark: "NetBSD", name: "NetBSD" },
  { mark: "DragonFly", name: "DragonFly BSD" },
  { mark: "SunOS", name: "SunOS" },
  { mark: "Haiku ", name: "Haiku" },
  { mark: "KAIOS/", name: "KaiOS", version: /KAIOS\/(\d+\.\d+)/ },
  // HarmonyOS before 5 was an Android with another name, and says that one's version.
  { mark: "HarmonyOS;", name: "HarmonyOS" },
  { mark: "PlayStation 5", name: "PlayStation", version: "5" },
  { mark: "PlayStation 4", name: "PlayStation", version: "4" },
  { mark: "PLAYSTATION 3", name: "PlayStation", version: "3" },
  { mark: "PlayStation Vita", name: "PlayStation", version: "Vita" },
  { mark: "Nintendo Switch", name: "Nintendo Switch" },
  { mark: "Nintendo WiiU", name: "Nintendo Wii U" },
  { mark: "Nintendo 3DS", name: "Nintendo 3DS" },
  { mark: "AppleTV", name: "tvOS" },
  { mark: "Apple TV", name: "tvOS", version: /OS (\d{1,3}[_.]\d{1,3})/ },
];
