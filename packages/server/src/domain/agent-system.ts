/** Windows names its kernel; people know the product. Windows 11 names itself `NT 10.0` as well. */
const WINDOWS_VERSIONS: ReadonlyMap<string, string> = new Map([
  ["nt 10.0", "10"],
  ["10.0", "10"],
  ["nt 6.3", "8.1"],
  ["nt 6.2", "8"],
  ["nt 6.1", "7"],
  ["nt 6.0", "Vista"],
  ["nt 5.2", "2003"],
  ["nt 5.1", "XP"],
  ["nt 5.0", "2000"],
  ["vista", "Vista"],
  ["server 2003", "2003"],
  ["xp", "XP"],
  ["me", "ME"],
  ["ce", "CE"],
]);

/**
 * Versions that browsers write whatever the real one is: `Mac OS X 10_15_7` since macOS 11, `Android 10` since Chrome
 * 110. Taken for versions, they would show a world of systems of 2019.
 */
const FROZEN: ReadonlyMap<string, RegExp> = new Map([
  ["macOS", /^10[._]15(?:[._]|$)/],
  ["Android", /^10(?:\.|$)/],
]);

/** Systems whose agents state no version, or that of something else: a distribution, a build. */
const WITHOUT_VERSION: ReadonlySet<string> = new Set([
  "Linux",
  "Chrome OS",
  "FreeBSD",
  "OpenBSD",
  "NetBSD",
  "DragonFly BSD",
  "SunOS",
  "Haiku",
]);

const NUMBERS = /^(\d{1,6})(?:[._](\d{1,6}))?/;

/** Systems that run on one type of device, or as good as. Linux and Android run on anything. */
const DEVICES: ReadonlyMap<string, string> = new Map([
  ["Windows", "desktop"],
  ["macOS", "desktop"],
  ["Chrome OS", "desktop"],
  ["FreeBSD", "desktop"],
  ["OpenBSD", "desktop"],
  ["NetBSD", "desktop"],
  ["DragonFly BSD", "desktop"],
  ["SunOS", "desktop"],
  ["Haiku", "desktop"],
  ["Windows Phone", "mobile"],
  ["KaiOS", "mobile"],
  ["PlayStation", "console"],
  ["Nintendo Switch", "console"],
  ["Nintendo Wii U", "console"],
  ["Nintendo 3DS", "console"],
  ["Roku", "tv"],
  ["tvOS", "tv"],
  ["WebOS", "tv"],
]);

/**
 * Returns the stored version of a system, from what an agent or another system's export says: the product's name for
 * Windows, else at most two numbers; "" where it is unknown.
 */
export function systemVersionOf(system: string, text: string): string {
  if (system === "Windows") {
    const product = WINDOWS_VERSIONS.get(text.toLowerCase());
    if (product !== undefined) return product;
  }
  if (WITHOUT_VERSION.has(system) || FROZEN.get(system)?.test(text) === true) return "";
  const [, major, minor] = NUMBERS.exec(text) ?? [];
  if (major === undefined) return "";
  // Android 12 is `12` in one agent and `12.0` in another; of consoles the first number is the model.
  const isWhole = minor === undefined || (minor === "0" && system === "Android") || system === "PlayStation";
  return isWhole ? major : `${major}.${minor}`;
}

/** Returns the type of device that a system implies; "" where it runs on several. */
export function deviceOfSystem(system: string): string {
  return DEVICES.get(system) ?? "";
}
