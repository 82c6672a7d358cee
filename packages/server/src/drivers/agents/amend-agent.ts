import { deviceOfSystem, systemVersionOf } from "../../domain/agent-system.ts";
import type { Agent } from "../../domain/event/facts.ts";
import { MARKED_BROWSERS, RENAMED } from "./browsers.data.ts";
import { DEVICE_RULES } from "./devices.data.ts";
import { findMark } from "./find-mark.ts";
import { MARKED_SYSTEMS } from "./systems.data.ts";

const MAJOR = /^\d{1,6}/;
const VERSION_BEHIND_MARK = /^[/ ]?(\d{1,6})/;
/** Safari of iOS 26 and later goes on writing `OS 18_6`, and so do apps; each says the system elsewhere. */
const SAFARI_OF_LATER_SYSTEM = /Version\/((?:2[6-9]|[3-9]\d)\.\d{1,3})(?:\.\d{1,3})? Mobile\//;
const SYSTEM_OF_APP = /FBSV\/(\d{1,3}\.\d{1,3})|; iOS (\d{1,3}_\d{1,3})/;

type Browser = Pick<Agent, "browser" | "browserVersion">;
type System = Pick<Agent, "os" | "osVersion">;

/** What the library read: its own words. */
export interface Reading {
  readonly browser: string;
  readonly browserVersion: string;
  readonly os: string;
  readonly osVersion: string;
  readonly device: string;
}

/** Turns the library's reading into ours: fills in what it does not know, one spelling of each name and version. */
export function amendAgent(userAgent: string, read: Reading): Agent {
  const { browser, browserVersion } = browserOf(userAgent, read);
  const { os, osVersion } = systemOf(userAgent, read);
  return { browser, browserVersion, os, osVersion, device: deviceOf(userAgent, read, os) };
}

/** Browsers are told apart by their major version: more would single people out. */
function browserOf(userAgent: string, read: Reading): Browser {
  const found = findMark(MARKED_BROWSERS, userAgent);
  if (found === null) {
    const browser = RENAMED.get(read.browser) ?? read.browser;
    return { browser, browserVersion: browser === "" ? "" : (MAJOR.exec(read.browserVersion)?.[0] ?? "") };
  }
  const { name, version } = found.entry;
  if (name === "") return { browser: "", browserVersion: "" };
  const at = version === undefined ? found.end : endOf(version, userAgent);
  return {
    browser: name,
    browserVersion: at < 0 ? "" : (VERSION_BEHIND_MARK.exec(userAgent.slice(at, at + 8))?.[1] ?? ""),
  };
}

function endOf(text: string, userAgent: string): number {
  const at = userAgent.indexOf(text);
  return at < 0 ? -1 : at + text.length;
}

function systemOf(userAgent: string, read: Reading): System {
  const found = findMark(MARKED_SYSTEMS, userAgent);
  if (found === null) {
    const version = read.os === "iOS" ? iosVersionOf(userAgent, read) : read.osVersion;
    return { os: read.os, osVersion: systemVersionOf(read.os, version) };
  }
  const { name, version = "" } = found.entry;
  if (typeof version === "string") return { os: name, osVersion: version };
  return { os: name, osVersion: systemVersionOf(name, version.exec(userAgent)?.[1] ?? "") };
}

function iosVersionOf(userAgent: string, { osVersion }: Reading): string {
  if (!osVersion.startsWith("18")) return osVersion;
  const app = SYSTEM_OF_APP.exec(userAgent);
  return app?.[1] ?? app?.[2] ?? SAFARI_OF_LATER_SYSTEM.exec(userAgent)?.[1] ?? osVersion;
}

function deviceOf(userAgent: string, read: Reading, os: string): string {
  for (const [device, agents] of DEVICE_RULES) if (agents.test(userAgent)) return device;
  return read.device === "" || os !== read.os ? deviceOfSystem(os) || read.device : read.device;
}
