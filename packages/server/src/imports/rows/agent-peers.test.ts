import { describe, expect, it } from "vitest";
import type { Agent } from "../../domain/event/facts.ts";
import { openAgents } from "../../drivers/agents/index.ts";
import { PEERS, type PeerCase } from "./agent-peers.cases.ts";
import { readBrowser, readDevice, readSystem } from "./read-agent.ts";

const agents = await openAgents();

/** What an export carries of an agent; a part that it does not have is absent. */
type Carried = Partial<Agent>;

const parts = (text: string, by: string) => text.split(by).map((part) => part.trim());

function umamiReads({ umami }: PeerCase): Carried {
  const [browser = "", system = "", device = ""] = parts(umami, "|");
  const { name: os, version } = readSystem(system);
  return {
    browser: readBrowser(browser).name,
    os,
    // Of the versions it has those of Windows.
    ...(version !== "" && { osVersion: version }),
    device: readDevice(device, os),
  };
}

function plausibleReads({ plausible }: PeerCase): Carried {
  const [browser = [], system = [], [device = ""] = []] = parts(plausible, "|").map((part) =>
    parts(part, ","),
  );
  const { name, version: browserVersion } = readBrowser(browser[0] ?? "", browser[1]);
  const { name: os, version: osVersion } = readSystem(system[0] ?? "", system[1]);
  return { browser: name, browserVersion, os, osVersion, device: readDevice(device) };
}

function goatcounterReads({ goatcounter }: PeerCase): Carried {
  const [browser = "", system = ""] = parts(goatcounter, "|");
  const { name, version: browserVersion } = readBrowser(browser);
  const { name: os, version: osVersion } = readSystem(system);
  const device = readDevice("", os);
  return { browser: name, browserVersion, os, osVersion, ...(device !== "" && { device }) };
}

const FIELDS = [
  ["browser", "browser"],
  ["browser version", "browserVersion"],
  ["system", "os"],
  ["system version", "osVersion"],
  ["device", "device"],
] as const;

/** The parts that an import makes something else of than the edge does. A version of another name is not compared. */
function differences(peer: string, live: Agent, imported: Carried): string[] {
  const found = FIELDS.filter(
    ([, field]) => imported[field] !== undefined && imported[field] !== live[field],
  );
  const names = found.map(([name]) => name);
  const isOfOther = (name: string) =>
    name.endsWith(" version") && names.includes(name.replace(" version", "") as never);
  return names.filter((name) => !isOfOther(name)).map((name) => `${peer} ${name}`);
}

describe("an agent is the same live and imported", () => {
  it.each(PEERS)("$agent", (peer) => {
    const live = agents.parse(peer.agent);
    expect([
      ...differences("umami", live, umamiReads(peer)),
      ...differences("plausible", live, plausibleReads(peer)),
      ...differences("goatcounter", live, goatcounterReads(peer)),
    ]).toEqual(peer.lost);
  });
});
