import { type Client, createClient, type NativeEvent } from "@millrace/protocol";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type StartedApp, startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";

const SITE = "sessions-ü.example";
const VISITORS = 60;
const DAYS = "2026-03-08,2026-03-12";
const newFolder = useTempFolders();
let app: StartedApp;
let client: Client;

/** Every visitor sees one page, every third one another as well, every sixth signs up there. */
const EVENTS = Array.from({ length: VISITORS }, (_, index): NativeEvent[] => {
  const at = Date.parse("2026-03-09T08:00:00Z") + index * 3_600_000;
  const event = { site: SITE, user_id: `u${index}`, path: "/", timestamp: at };
  return [
    event,
    ...(index % 3 === 0 ? [{ ...event, path: "/pricing", timestamp: at + 60_000 }] : []),
    ...(index % 6 === 0 ? [{ ...event, path: "/pricing", name: "Signup", timestamp: at + 61_500 }] : []),
  ];
}).flat();

beforeAll(async () => {
  app = await startApp(newFolder());
  client = createClient({ baseUrl: app.url });
  await client.sendEvents(EVENTS);
  await vi.waitFor(async () => expect(await countEvents()).toBe(EVENTS.length), { timeout: 10_000 });
});
afterAll(() => app.stop());

async function countEvents(): Promise<number> {
  const { results } = await client.query({
    site_id: SITE,
    metrics: ["events"],
    date_range: ["2026-03-08", "2026-03-12"],
  });
  return Number(results[0]?.metrics[0]);
}

describe("sessions over HTTP", () => {
  it("come in pages, fifty at first", async () => {
    const first = await client.sessions(SITE, { date_range: DAYS });
    const second = await client.sessions(SITE, { date_range: DAYS, page: 2 });
    expect([first.sessions.length, first.has_more]).toEqual([50, true]);
    expect([second.sessions.length, second.has_more]).toEqual([VISITORS - 50, false]);
    const starts = [...first.sessions, ...second.sessions].map(({ started_at }) => started_at);
    expect(starts).toEqual([...new Set(starts)].sort().reverse());
  });

  it("are selected by the goals and segments of the site", async () => {
    const headers = { "content-type": "application/json" };
    const post = async (what: string, body: unknown) => {
      const url = `${app.url}/api/v1/sites/${encodeURIComponent(SITE)}/${what}`;
      const made = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
      return (await made.json()) as { id: number };
    };
    await post("goals", { event: "Signup" });
    const { id } = await post("segments", { name: "Buyers", filters: [["is", "event:page", ["/pricing"]]] });
    const count = async (filters: NonNullable<Parameters<Client["sessions"]>[1]>["filters"]) =>
      (await client.sessions(SITE, { date_range: DAYS, limit: 200, filters })).sessions.length;
    expect(await count([["is", "segment", [id]]])).toBe(20);
    expect(await count([["is", "event:goal", ["Signup"]]])).toBe(10);
  });

  it("are what the API's description says", async () => {
    const list = await client.sessions(SITE, { date_range: DAYS, limit: 3 });
    const path = await client.session(SITE, list.sessions[2]?.id ?? "");
    expect(path.steps.length).toBeGreaterThan(0);
    const { components } = (await (await fetch(`${app.url}/api/openapi.json`)).json()) as { components: object };
    const validator = new Ajv2020({ strict: false, schemas: [{ $id: "api", components }] });
    for (const [name, reply] of Object.entries({ SessionList: list, SessionPath: path })) {
      const isValid = validator.validate({ $ref: `api#/components/schemas/${name}` }, reply);
      expect(isValid, `${name}: ${validator.errorsText()}`).toBe(true);
      expect(validator.validate({ $ref: `api#/components/schemas/${name}` }, {})).toBe(false);
    }
  });
});
