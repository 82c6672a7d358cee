import { describe, expect, it } from "vitest";
import { buildIntake } from "../../../test/build/build-intake.ts";
import { cpuMsOf } from "../../../test/build/cpu-time.ts";
import { openAgents } from "../../drivers/agents/index.ts";
import { createPutAgent } from "./put-agent.ts";

const agents = await openAgents();

function agentOf(userAgent: string, changes: Parameters<typeof buildIntake>[0] = {}) {
  const intake = buildIntake({ sender: { userAgent }, ...changes });
  expect(createPutAgent({ agents })(intake)).toBe("ok");
  return intake.agent;
}

describe("putAgent", () => {
  it.each([
    {
      userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0",
      agent: { browser: "Firefox", browserVersion: "149", os: "Linux", device: "desktop" },
    },
    {
      userAgent:
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
      agent: { browser: "Safari", browserVersion: "18", os: "iOS", osVersion: "18.5", device: "mobile" },
    },
    {
      userAgent:
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.7339.128 Safari/537.36 Edg/140.0.3485.66",
      agent: { browser: "Microsoft Edge", browserVersion: "140", os: "Windows", device: "desktop" },
    },
    {
      userAgent:
        "Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Mobile/15E148 Safari/604.1",
      agent: { os: "iOS", device: "tablet" },
    },
    { userAgent: "curl/8.5.0", agent: { os: "", device: "" } },
    { userAgent: "", agent: { browser: "", browserVersion: "", os: "", osVersion: "", device: "" } },
  ])("reads $userAgent", ({ userAgent, agent }) => {
    expect(agentOf(userAgent)).toMatchObject(agent);
  });

  it("knows no agent behind counted page views", () => {
    expect(agentOf("Mozilla/5.0 Firefox/149.0", { known: null })).toEqual({
      browser: "",
      browserVersion: "",
      os: "",
      osVersion: "",
      device: "",
    });
  });

  it("answers at once for an agent made to be slow", () => {
    const slow = [
      "a".repeat(15_000),
      "(".repeat(15_000),
      "Mozilla/5.0 ".repeat(1200),
      "version/".repeat(1800),
      "android ".repeat(1800),
      " ".repeat(15_000),
      "0.".repeat(7000),
    ];
    for (const userAgent of slow) {
      const cpuMs = cpuMsOf(() => agents.parse(userAgent));
      expect(cpuMs, userAgent.slice(0, 12)).toBeLessThan(50);
    }
  });
});
