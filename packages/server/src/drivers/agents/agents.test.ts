import { describe, expect, it } from "vitest";
import type { Agent } from "../../domain/event/facts.ts";
import { AGENTS } from "./agents.cases.ts";
import { openAgents } from "./index.ts";

const agents = await openAgents();

/** `Chrome 142 | Windows 10 | desktop` */
function told({ browser, browserVersion, os, osVersion, device }: Agent): string {
  return `${browser} ${browserVersion} | ${os} ${osVersion} | ${device}`.replace(/\s+/g, " ").trim();
}

describe("agents of 2025 and 2026", () => {
  it.each(AGENTS)("%s is %s", (agent, is) => {
    expect(told(agents.parse(agent))).toBe(is);
  });
});
