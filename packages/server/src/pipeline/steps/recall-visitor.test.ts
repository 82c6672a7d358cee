import { describe, expect, it } from "vitest";
import { buildIntake } from "../../../test/build/build-intake.ts";
import { createDropBots } from "./drop-bots.ts";
import { createIdentifyVisitor } from "./identify-visitor.ts";
import { createPutAgent } from "./put-agent.ts";
import { createPutPlace } from "./put-place.ts";
import { createRecallVisitor } from "./recall-visitor.ts";

/** The steps around recallVisitor, counting what they ask of the outside. */
function createSteps() {
  const asked = { bots: 0, agents: 0, places: 0 };
  const steps = [
    createIdentifyVisitor(),
    createRecallVisitor(),
    createDropBots({ isBot: (userAgent) => ++asked.bots > 0 && userAgent === "bot" }),
    createPutAgent({
      agents: {
        name: "counting",
        parse(browser) {
          asked.agents += 1;
          return { browser, browserVersion: "", os: "", osVersion: "", device: "" };
        },
      },
    }),
    createPutPlace({
      geo: {
        name: "counting",
        locate(country) {
          asked.places += 1;
          return { country, region: "", city: "" };
        },
      },
    }),
  ];
  function take(changes: Parameters<typeof buildIntake>[0]) {
    const intake = buildIntake(changes);
    const results = steps.map((step) => step(intake));
    return { ...intake, results };
  }
  return { asked, take };
}

describe("recallVisitor", () => {
  it("asks for a visitor's agent and place once, and once for an agent that visitors share", () => {
    const { asked, take } = createSteps();
    for (const ip of ["1", "1", "2", "1"]) take({ sender: { ip, userAgent: "firefox" } });
    expect(asked).toEqual({ bots: 1, agents: 1, places: 2 });
  });

  it("gives every visitor what is theirs", () => {
    const { take } = createSteps();
    for (const [ip, userAgent] of [
      ["1", "firefox"],
      ["2", "safari"],
      ["1", "safari"],
      ["1", "firefox"],
    ] as const) {
      const { agent, place } = take({ sender: { ip, userAgent } });
      expect([place.country, agent.browser]).toEqual([ip, userAgent]);
    }
  });

  it("remembers a bot as one", () => {
    const { take } = createSteps();
    for (let n = 0; n < 2; n++)
      expect(take({ sender: { userAgent: "bot" } }).results[2]).toEqual({ drop: "bot" });
  });

  it("knows nothing of counted page views", () => {
    const { asked, take } = createSteps();
    expect(take({ payload: { actor: "nobody" }, known: null }).known).toBeNull();
    expect(asked).toEqual({ bots: 0, agents: 0, places: 0 });
  });
});
