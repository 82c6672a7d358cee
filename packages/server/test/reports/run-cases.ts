import { readdirSync, readFileSync } from "node:fs";
import {
  type Figure,
  type MetricWarning,
  type Query,
  type QueryInput,
  type QueryReply,
  querySchema,
} from "@millrace/protocol";
import { beforeAll, describe, expect, it } from "vitest";
import type { Event } from "../../src/domain/event/event.ts";
import { buildEvent, uuid } from "../build/build-envelope.ts";
import { FIXTURE_ANSWERS } from "./fixture.answers.ts";
import { FIXTURE_EVENTS, FIXTURE_GOALS, FIXTURE_NOW, FIXTURE_RANGE, FIXTURE_ZONE } from "./fixture.data.ts";
import type { OracleSite } from "./oracle.ts";
import { schemaFaultOf } from "./oracle-refusals.ts";

/** A query and what comes of it, as the data files keep it. */
export interface Case {
  readonly name: string;
  /** What differs from the fixture's site. */
  readonly site?: Partial<OracleSite>;
  /** ISO 8601; the fixture's where it is left out. */
  readonly now?: string;
  /** `site_id`, `metrics` and `date_range` have defaults: see queryOf. `<300*x>` in a text is 300 times the letter x. */
  readonly query: Readonly<Record<string, unknown>>;
  /** Labels of the dimensions, then figures of the metrics; of the whole reply. */
  readonly table?: readonly (readonly (string | Figure)[])[];
  /** Per row: labels, figures and changes of the other window; null where the row has no counterpart. */
  readonly comparison?: readonly ({ dimensions: string[]; metrics: Figure[]; change: Figure[] } | null)[];
  readonly total_rows?: number;
  readonly time_labels?: readonly string[];
  /** How many labels there are, where a list would be long. */
  readonly number_of_time_labels?: number;
  /** The resolved `date_range` and `comparison_date_range`. */
  readonly range?: readonly [string, string];
  readonly comparison_range?: readonly [string, string];
  /** null: the reply must have none. */
  readonly revenue_currency?: string | null;
  /** Metrics with a warning, all of them. */
  readonly warnings?: readonly string[];
  /** Exactly what the schema says. */
  readonly error?: string;
  /** A regular expression, ignoring case, for what the engine says. */
  readonly errorMatches?: string;
}

interface CaseFile {
  /** A file of cases/events; the fixture where it is left out. */
  readonly events?: string;
  readonly site?: Partial<OracleSite>;
  readonly cases: readonly Case[];
}

export interface AskOptions extends OracleSite {
  readonly now: number;
}

/** Something that answers queries: a store with its engine, or the oracle. */
export interface Implementation {
  /** Makes these the events of the site, and only these. */
  load(events: readonly Event[]): Promise<void>;
  /** Answers about the events loaded last. Throws an error with a message for the asker. */
  ask(query: Query, options: AskOptions): Promise<QueryReply>;
}

const CASES = new URL("./cases/", import.meta.url);
const FIXTURE_SITE: OracleSite = { timezone: FIXTURE_ZONE, goals: FIXTURE_GOALS };

const readJson = (path: string) => JSON.parse(readFileSync(new URL(path, CASES), "utf8"));

export function readCaseFiles(): { file: string; content: CaseFile }[] {
  const files = readdirSync(CASES).filter((name) => name.endsWith(".json"));
  return files.sort().map((file) => ({ file, content: readJson(file) }));
}

/** Events as a data file keeps them: what is left out is as in buildEvent, `at` is the timestamp. */
export function eventsOf(file: string | undefined): readonly Event[] {
  if (file === undefined) return FIXTURE_EVENTS;
  const all: (Partial<Event> & { at: string })[] = readJson(`events/${file}`);
  return all.map(({ at, ...facts }, index) => {
    const timestamp = Date.parse(at);
    return buildEvent({ id: uuid(index + 1), timestamp, receivedAt: timestamp, ...facts });
  });
}

/** The query of a case with the defaults of cases; undefined in the file takes a default away. */
export function queryOf(input: Case["query"]): unknown {
  const whole = { site_id: "example.com", metrics: ["visitors"], date_range: FIXTURE_RANGE, ...input };
  const expanded = JSON.stringify(whole).replace(/<(\d+)\*([^>])>/g, (_all, times, letter) =>
    letter.repeat(Number(times)),
  );
  return Object.fromEntries(
    Object.entries(JSON.parse(expanded)).filter(([, value]) => value !== "<missing>"),
  );
}

export function optionsOf({ site, now }: Case, file: CaseFile): AskOptions {
  return {
    ...FIXTURE_SITE,
    ...file.site,
    ...site,
    now: now === undefined ? FIXTURE_NOW : Date.parse(now),
  };
}

/** Plays the fixture and all case files against an implementation. */
export function describeCases(open: () => Promise<Implementation>): void {
  let opened: Implementation;
  beforeAll(async () => {
    opened = await open();
  });

  describeFixture("the fixture, worked out by hand", open);

  for (const { file } of readCaseFiles()) describeFile(file, file, async () => opened);
}

/** Plays a file's cases, under a title. */
export function describeFile(title: string, file: string, open: () => Promise<Implementation>): void {
  const content: CaseFile = readJson(file);
  describe(title, () => {
    let opened: Implementation;
    beforeAll(async () => {
      opened = await open();
      await opened.load(eventsOf(content.events));
    });

    it.each([...content.cases])("$name", async (one) => {
      await playCase(opened, one, content);
    });
  });
}

/** Plays the fixture's tables, under a title. */
export function describeFixture(title: string, open: () => Promise<Implementation>): void {
  describe(title, () => {
    let opened: Implementation;
    beforeAll(async () => {
      opened = await open();
      await opened.load(FIXTURE_EVENTS);
    });

    it.each(FIXTURE_ANSWERS.map((table) => ({ ...table, title: titleOf(table) })))(
      "$title",
      async ({ rows, title: _title, ...asked }) => {
        const query = querySchema.parse({ site_id: "example.com", date_range: FIXTURE_RANGE, ...asked });
        const reply = await opened.ask(query, { ...FIXTURE_SITE, now: FIXTURE_NOW });
        expect(tableOf(reply)).toEqual(rows);
      },
    );
  });
}

function titleOf({ dimensions, filters, metrics }: (typeof FIXTURE_ANSWERS)[number]): string {
  const by = dimensions.length === 0 ? "in all" : `by ${dimensions.join(" and ")}`;
  return `${metrics.length} metrics ${by}${filters === undefined ? "" : `, ${JSON.stringify(filters)}`}`;
}

async function playCase(opened: Implementation, one: Case, file: CaseFile): Promise<void> {
  const input = queryOf(one.query);
  const fault = schemaFaultOf(input);
  expect(fault, "what the schema says").toBe(one.error ?? null);
  if (fault !== null) return;
  const asking = opened.ask(querySchema.parse(input as QueryInput), optionsOf(one, file));
  if (one.errorMatches !== undefined) {
    await expect(asking).rejects.toThrow(new RegExp(one.errorMatches, "i"));
    return;
  }
  const found = foundOf(await asking);
  const expected = Object.keys(found).filter((key) => key in one) as (keyof typeof found)[];
  expect(expected, "a case that expects nothing").not.toEqual([]);
  for (const key of expected) expect(found[key], key).toEqual(one[key]);
}

/** A reply in the words of a case. */
export function foundOf(reply: QueryReply) {
  const { meta, query } = reply;
  return {
    table: tableOf(reply),
    comparison: reply.results.map(({ comparison }) => {
      if (comparison === undefined) return null;
      const { significant: _, ...rest } = comparison;
      return rest;
    }),
    total_rows: meta.total_rows,
    time_labels: meta.time_labels,
    number_of_time_labels: meta.time_labels?.length,
    range: query.date_range,
    comparison_range: query.comparison_date_range,
    revenue_currency: meta.revenue_currency ?? null,
    warnings: warningsOf(meta.metric_warnings ?? {}),
  };
}

const warningsOf = (warnings: Readonly<Record<string, MetricWarning | undefined>>): string[] =>
  Object.keys(warnings).sort();

export function tableOf({ results }: QueryReply): (string | Figure)[][] {
  return results.map(({ dimensions, metrics }) => [...dimensions, ...metrics]);
}
