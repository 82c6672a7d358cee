import { NO_AGENT } from "../../domain/event/facts.ts";
import type { Agents } from "../../ports/agents.ts";
import { amendAgent } from "./amend-agent.ts";

const DEVICES: ReadonlySet<string> = new Set(["desktop", "mobile", "tablet", "tv"]);
/** The longest agents of people's browsers have some 600 characters. */
const READ_LENGTH = 1024;

/** Opens a parser that uses the optional package bowser; without it every agent is unknown. */
export async function openAgents(): Promise<Agents> {
  const bowser = await import("bowser").then(
    (module) => module.default,
    () => null,
  );
  if (bowser === null) return { name: "none", parse: () => NO_AGENT };
  const browsers: ReadonlySet<string> = new Set(Object.values(bowser.BROWSER_MAP));
  return {
    name: "bowser",
    parse(userAgent) {
      if (userAgent === "") return NO_AGENT;
      const agent = userAgent.length > READ_LENGTH ? userAgent.slice(0, READ_LENGTH) : userAgent;
      // Not parse(): it reads the engine as well.
      const parser = bowser.getParser(agent, true);
      const { name = "", version = "" } = parser.parseBrowser();
      const os = parser.parseOS();
      const { type = "" } = parser.parsePlatform();
      return amendAgent(agent, {
        // What it does not know it names after the beginning of the agent, whatever a client may have written there.
        browser: browsers.has(name) || !agent.startsWith(name) ? name : "",
        browserVersion: version,
        os: os.name ?? "",
        osVersion: os.version ?? "",
        device: DEVICES.has(type) ? type : "",
      });
    },
  };
}
