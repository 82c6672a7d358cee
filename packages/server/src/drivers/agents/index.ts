import { lookUp } from "@millrace/protocol";
import { NO_AGENT } from "../../domain/envelope.ts";
import type { Agents } from "../../ports/agents.ts";

const DEVICES: Readonly<Record<string, string>> = {
  desktop: "desktop",
  mobile: "mobile",
  tablet: "tablet",
  tv: "tv",
};

/** Reads agents with the optional package bowser; without it every agent is unknown. */
export async function openAgents(): Promise<Agents> {
  const bowser = await import("bowser").catch(() => null);
  if (bowser === null) return { name: "none", parse: () => NO_AGENT };
  return {
    name: "bowser",
    parse(userAgent) {
      if (userAgent === "") return NO_AGENT;
      const { browser, os, platform } = bowser.default.parse(userAgent);
      return {
        browser: browser.name ?? "",
        browserVersion: major(browser.version),
        os: os.name ?? "",
        osVersion: os.version ?? "",
        device: lookUp(DEVICES, platform.type ?? "") ?? "",
      };
    },
  };
}

/** Browsers are told apart by their major version: more would single people out. */
function major(version: string | undefined): string {
  return version?.split(".")[0] ?? "";
}
