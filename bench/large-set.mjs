// A large history, made by the database itself: what the reports' figures are measured on. The events are the same on
// every run and every store, and look like those of trackers: visits of 1 to 7 events, of visitors that live for a day,
// Zipf-distributed pages, places, agents and sources.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@clickhouse/client";
import { createChdbConnection } from "chdb/connection";
import pg from "pg";
import { DEFAULT_SITE_SETTINGS } from "../packages/server/dist/domain/site/site.js";
import { openAccounts } from "../packages/server/dist/drivers/accounts/index.js";
import { WRITTEN_COLUMNS } from "../packages/server/dist/drivers/events/clickhouse/rows.js";
import { COLUMNS } from "../packages/server/dist/drivers/events/columns.js";
import { openEventStore } from "../packages/server/dist/drivers/events/index.js";
import { copyIn } from "../packages/server/dist/drivers/events/postgres/copy-in.js";
import { makePartitions } from "../packages/server/dist/drivers/events/postgres/partitions.js";
import { createSealDays } from "../packages/server/dist/jobs/seal-days.js";
import { runProcess } from "./processes.mjs";
import { makeFolder } from "./server-under-test.mjs";

/** Script that fills stores: a process of its own, since chDB gives a folder back only when its process ends. */
export const FILL = fileURLToPath(new URL("./fill-large-set.mjs", import.meta.url));
export const ZONE = "Europe/Berlin";
const DAY = 86_400_000;
const EVENTS_PER_VISIT = 2.906;
export const STORE_OPTIONS = {
  readers: 3,
  shards: 1,
  guards: { fsync: true, token: true, missingRows: true },
};

/** Name of a site by its number, from 1, the busiest. */
export const siteName = (number) => `site-${number}.example`;

/**
 * @typedef {object} LargeSet
 * @property {number} events
 * @property {number} days that they spread over, the last one being the day on which it is made
 * @property {number} sites
 * @property {number} share of the first site, the others being Zipf-distributed
 * @property {boolean} viewsOnly no event but page views
 */

/** @type {Record<string, LargeSet>} */
export const LARGE_SETS = {
  large: { events: 100_000_000, days: 365, sites: 1000, share: 0.2, viewsOnly: false },
  small: { events: 300_000, days: 120, sites: 20, share: 0.2, viewsOnly: false },
  views: { events: 12_000_000, days: 180, sites: 1, share: 1, viewsOnly: true },
  "small-views": { events: 100_000, days: 120, sites: 1, share: 1, viewsOnly: true },
};

const COUNTRIES = [
  "US",
  "DE",
  "GB",
  "FR",
  "IN",
  "BR",
  "PL",
  "JP",
  "CA",
  "NL",
  "ES",
  "IT",
  "AU",
  "SE",
  "CH",
  "AT",
  "MX",
  "KR",
  "UA",
  "TR",
  "BE",
  "CZ",
  "DK",
  "FI",
  "NO",
];
const SOURCES = [
  ["Direct", "", ""],
  ["Google", "https://www.google.com/", "Organic Search"],
  ["DuckDuckGo", "https://duckduckgo.com/", "Organic Search"],
  ["Hacker News", "https://news.ycombinator.com/item", "Organic Social"],
  ["Bing", "https://www.bing.com/", "Organic Search"],
  ["Reddit", "https://www.reddit.com/r/programming", "Organic Social"],
  ["ChatGPT", "https://chatgpt.com/", "AI Assistants"],
  ["GitHub", "https://github.com/", "Referral"],
];
const BROWSERS = ["Chrome", "Safari", "Firefox", "Microsoft Edge", "Samsung Browser", "Opera"];
const SYSTEMS = [
  ["Windows", "10"],
  ["iOS", "17"],
  ["Android", "14"],
  ["Mac", "10.15"],
  ["GNU/Linux", ""],
];
const SCREENS = ["1920x1080", "390x844", "1440x900", "412x915", "1366x768", "2560x1440"];
const LANGUAGES = ["en-US", "de-DE", "en-GB", "fr-FR", "hi-IN", "pt-BR", "pl-PL", "ja-JP"];

const list = (texts) => `[${texts.map((text) => `'${text}'`).join(", ")}]`;
/** A number from 0 to 1 that hangs on what it is of and for. */
const chance = (of, purpose) => `(cityHash64(${of}, '${purpose}') / 18446744073709551616)`;
/** The first of a list most often. */
const zipf = (texts, of, purpose) =>
  `${list(texts)}[toUInt32(floor(pow(${texts.length + 1}, ${chance(of, purpose)})))]`;

/** The events of days before `until` (epoch ms), as a select with the columns of millrace.events. @param {LargeSet} set */
export function selectEvents({ events, days, sites, share, viewsOnly }, until, firstDay, lastDay) {
  const perDay = Math.round(events / EVENTS_PER_VISIT / days);
  const start = Math.floor(until / DAY) * DAY - (days - 1) * DAY;
  const source = `toUInt32(floor(pow(${SOURCES.length + 1}, ${chance("visit", "source")})))`;
  return `
    SELECT site AS site_id, fromUnixTimestamp64Milli(toInt64(began + step * pause), 'UTC') AS timestamp, 0 AS receipt_lag_ms,
      bitOr(cityHash64(site, day, person), 1) AS visitor_id, 0 AS user_id, 0 AS previous_visitor_id,
      reinterpretAsUUID(concat(reinterpretAsFixedString(cityHash64(visit, step)), reinterpretAsFixedString(cityHash64(step, visit)))) AS id,
      ${viewsOnly ? "'pageview'" : `if(step > 0 AND cityHash64(visit, step, 'name') % 25 = 0, 'signup', 'pageview')`} AS name,
      1 AS count, false AS clamped, concat('site-', toString(site), '.example') AS hostname,
      concat('/articles/section-', toString(page % 20), '/how-to-measure-a-website-', toString(page)) AS path,
      concat('How to measure a website, part ', toString(page)) AS title,
      if(step = 0, ${list(SOURCES.map(([, referrer]) => referrer))}[source_at], '') AS referrer,
      if(step = 0 AND source_at > 1, ${list(SOURCES.map(([name]) => name))}[source_at], '') AS source,
      if(has_campaign, 'newsletter', '') AS utm_source, if(has_campaign, 'email', '') AS utm_medium,
      if(has_campaign, concat('week-', toString(intDiv(day, 7))), '') AS utm_campaign, '' AS utm_content, '' AS utm_term,
      ${zipf(COUNTRIES, "person", "country")} AS country,
      concat(country, '-', toString(toUInt32(floor(pow(12, ${chance("person", "region")}))))) AS region,
      concat('City ', country, toString(toUInt32(floor(pow(300, ${chance("person", "city")}))))) AS city,
      ${zipf(BROWSERS, "person", "browser")} AS browser, toString(110 + cityHash64(person, 'version') % 25) AS browser_version,
      ${zipf(
        SYSTEMS.map(([name]) => name),
        "person",
        "system",
      )} AS os, ${zipf(
        SYSTEMS.map(([, version]) => version),
        "person",
        "system",
      )} AS os_version,
      if(os IN ('iOS', 'Android'), 'Mobile', 'Desktop') AS device,
      ${zipf(SCREENS, "person", "screen")} AS screen, ${zipf(LANGUAGES, "person", "language")} AS language,
      'Europe/Berlin' AS timezone,
      map('plan', if(cityHash64(person, 'plan') % 10 < 3, 'pro', 'free'), 'theme', if(cityHash64(person, 'theme') % 2 = 0, 'dark', 'light')) AS props,
      toDecimal64(0, 4) AS revenue, '' AS currency,
      ${list(SOURCES.map(([, , channel]) => channel || "Direct"))}[source_at] AS channel,
      '' AS click_id, 0 AS engaged_ms, 0 AS scroll_depth, true AS interactive
    FROM (
      SELECT visit, person, day, step, pause, began, source_at, has_campaign, site,
        toUInt32(floor(pow(5000, ${chance("visit, step", "page")}))) AS page
      FROM (
        SELECT number AS visit, if(number % 5 = 4, number - 1, number) AS person, intDiv(number, ${perDay}) AS day,
          if(${chance("person", "big")} < ${share}, 1, 1 + toUInt32(floor(pow(${Math.max(sites, 2)}, ${chance("person", "site")})))) AS drawn,
          ${sites === 1 ? "1" : `least(drawn, ${sites})`} AS site,
          ${start} + day * ${DAY} + toUInt64(${chance("visit", "time")} * ${DAY - 600_000}) AS began,
          5000 + cityHash64(visit, 'pause') % 80000 AS pause, ${source} AS source_at,
          cityHash64(visit, 'campaign') % 8 = 0 AS has_campaign,
          1 + toUInt32(floor(7 * pow(${chance("visit", "views")}, 2))) AS views
        FROM numbers(${firstDay * perDay}, ${(lastDay - firstDay + 1) * perDay})
      ) ARRAY JOIN range(views) AS step
    )
    WHERE began + step * pause < ${until}`;
}

/** Fills an empty chDB folder. @param {LargeSet} set */
export async function fillChdb(folder, set, until, log) {
  const store = await openEventStore(`chdb:${folder}`, STORE_OPTIONS);
  await store.migrate();
  await store.close();
  await withChdb(folder, async (client) => {
    const step = set.days > 60 ? 15 : 10;
    for (let day = 0; day < set.days; day += step) {
      const select = selectEvents(set, until, day, Math.min(day + step, set.days) - 1);
      await client.command({
        query: `INSERT INTO millrace.events (${WRITTEN_COLUMNS.join(", ")}) SELECT ${WRITTEN_COLUMNS.join(", ")} FROM (${select})
          SETTINGS max_insert_threads = 2, max_threads = 2, async_insert = 0, min_insert_block_size_rows = 2000000, min_insert_block_size_bytes = 2000000000`,
      });
      log(`filled ${Math.min(day + step, set.days)} of ${set.days} days`);
    }
  });
}

/** Fills an empty PostgreSQL database with the same. @param {LargeSet} set */
export async function fillPostgres(url, set, until, log) {
  const store = await openEventStore(url, STORE_OPTIONS);
  await store.migrate();
  await store.close();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const start = Math.floor(until / DAY) * DAY - (set.days - 1) * DAY;
  const months = new Set(
    Array.from({ length: set.days }, (_, day) => new Date(start + day * DAY).toISOString().slice(0, 7)),
  );
  await client.query("SET search_path = millrace; SET TIME ZONE 'UTC'; BEGIN");
  await makePartitions(client, [...months]);
  await client.query("COMMIT");
  const columns = COLUMNS.map((column) => {
    if (column === "received_at") return "timestamp AS received_at";
    if (column.endsWith("_id") && column !== "site_id" && column !== "click_id")
      return `reinterpretAsInt64(toUInt64(${column}))`;
    return column === "props" ? "toJSONString(props)" : column;
  });
  await withChdb(undefined, async (chdb) => {
    for (let day = 0; day < set.days; day += 1) {
      const result = await chdb.query({
        query: `SELECT ${columns.join(", ")} FROM (${selectEvents(set, until, day, day)})`,
        format: "TabSeparated",
      });
      await copyIn(
        client,
        `COPY events (${COLUMNS.join(", ")}) FROM STDIN`,
        Buffer.from(await result.text()),
      );
      if (day % 20 === 19) log(`filled ${day + 1} of ${set.days} days`);
    }
  });
  // What the worker keeps beside the events.
  await client.query(
    `INSERT INTO daily_aggregates SELECT site_id, event_date, count(*), count(*), 0, 0 FROM events GROUP BY 1, 2`,
  );
  await client.query("VACUUM ANALYZE");
  await client.end();
}

/** Makes the sites, so that a server on this folder knows them. */
export async function makeSites(accountsUrl, { sites }) {
  const accounts = await openAccounts(accountsUrl);
  const settings = { ...DEFAULT_SITE_SETTINGS, timezone: ZONE, retentionDays: 0 };
  for (let number = 1; number <= sites; number += 1) {
    const { id } = await accounts.createSite(siteName(number), settings);
    if (id !== number) throw new Error(`${siteName(number)} got the id ${id}: the accounts are not empty`);
  }
  return accounts;
}

/** Seals every closed day by the scheduler's own job. Resolves with its seconds. */
export async function sealAll(eventsUrl, accounts, log) {
  const store = await openEventStore(eventsUrl, STORE_OPTIONS);
  const report = (facts, text) => log(`${text} ${JSON.stringify(facts)}`);
  const startedAt = performance.now();
  const seal = createSealDays({
    meter: { sealSeconds() {} },
    trace: { sealed() {} },
    accounts,
    store,
    clock: { now: () => Date.now() },
    log: { debug: report, info: report, warn: report, error: report },
  });
  await seal(new AbortController().signal);
  const seconds = (performance.now() - startedAt) / 1000;
  await store.close();
  return seconds;
}

/**
 * A folder with a set of this name, as the server keeps it, all closed days sealed; made when `kept` has none.
 * @param {string} name
 * @param {string | undefined} kept folder in which sets stay for the next run
 * @returns {Promise<{ set: LargeSet, dataDir: string, until: number, sealSeconds: number, remove: () => void }>}
 */
export async function openLargeSet(name, kept, log) {
  const dataDir = kept === undefined ? makeFolder() : join(kept, name);
  const note = join(dataDir, "set.json");
  if (!existsSync(note)) {
    log(`making the set ${name}`);
    mkdirSync(dataDir, { recursive: true });
    const urls = [`chdb:${dataDir}/events`, `sqlite:${dataDir}/app.db`];
    writeFileSync(note, await runProcess(process.execPath, [FILL, name, ...urls], {}, log));
  }
  const remove = () => kept === undefined && rmSync(dataDir, { recursive: true, force: true });
  return { set: LARGE_SETS[name], dataDir, ...JSON.parse(readFileSync(note, "utf8")), remove };
}

/** Epoch ms of the last event in a PostgreSQL database, sealed or not; null when it has none. */
export async function lastEventIn(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query("SELECT to_regclass('millrace.events') IS NOT NULL AS is_there");
    if (!rows[0].is_there) return null;
    const { rows: last } = await client.query(
      "SELECT max(timestamp) AS at FROM millrace.events WHERE site_id = 1",
    );
    return last[0].at?.getTime() ?? null;
  } finally {
    await client.end();
  }
}

/** Runs a function on a chDB folder, or on memory. */
export async function withChdb(folder, run) {
  const client = createClient({
    // @ts-expect-error: chdb brings the types of its own copy of the client.
    connection: createChdbConnection(folder === undefined ? {} : { path: folder }),
  });
  try {
    return await run(client);
  } finally {
    await client.close();
  }
}
