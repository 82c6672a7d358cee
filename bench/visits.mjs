import { writeFileSync } from "node:fs";

/** The site that all events are sent to. */
export const SITE = "bench.example";

const PATHS = 5000;
const BROWSERS = ["Chrome", "Firefox", "Safari", "Edg"];
const SYSTEMS = [
  "Windows NT 10.0; Win64; x64",
  "Macintosh; Intel Mac OS X 10_15_7",
  "X11; Linux x86_64",
  "Linux; Android 14; Pixel 8",
  "iPhone; CPU iPhone OS 17_5 like Mac OS X",
];
const SOURCES = [
  "https://www.google.com/",
  "https://duckduckgo.com/",
  "https://news.ycombinator.com/item",
  "",
];
const LANGUAGES = ["en-US", "de-DE", "fr-FR", "pt-BR", "ja-JP"];
const ZONES = ["America/New_York", "Europe/Berlin", "Europe/Paris", "America/Sao_Paulo", "Asia/Tokyo"];
const SCREENS = ["1920x1080", "1440x900", "390x844", "412x915"];

/**
 * One page view as a tracker sends it, with the address and agent of its sender.
 * @typedef {{ ip: string, userAgent: string, event: Record<string, unknown> }} Visit
 */

/**
 * Page views of different visitors: one each, on Zipf-distributed pages, about 300 bytes of JSON. They carry no id:
 * a repeated one counts again, and the server makes the ids.
 * @param {number} count
 * @returns {Visit[]}
 */
export function makeVisits(count, seed = 1) {
  const random = createRandom(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  return Array.from({ length: count }, (_, index) => ({
    ip: addressOf(index),
    userAgent: agentOf(pick(BROWSERS), pick(SYSTEMS), 90 + Math.floor(random() * 40)),
    event: pageView(random, pick),
  }));
}

function pageView(random, pick) {
  const path = pathOf(random);
  const zone = Math.floor(random() * ZONES.length);
  const campaign = random() < 0.2 ? "?utm_source=newsletter&utm_medium=email&utm_campaign=spring" : "";
  return {
    site: SITE,
    name: "pageview",
    url: `https://${SITE}${path}${campaign}`,
    referrer: pick(SOURCES),
    title: `What we learned about ${path.slice(1).replaceAll("/", " and ")}`,
    screen: pick(SCREENS),
    language: LANGUAGES[zone],
    timezone: ZONES[zone],
    props: { plan: random() < 0.3 ? "pro" : "free", theme: random() < 0.5 ? "dark" : "light" },
  };
}

/** The first pages get most views, as pages do. */
export function pathOf(random) {
  const rank = Math.floor(PATHS ** random());
  return `/articles/section-${rank % 20}/how-to-measure-a-website-${rank}`;
}

/** Spread over the address space, so that look-ups find many countries. */
function addressOf(index) {
  const mixed = Math.imul(index + 1, 0x9e3779b1) >>> 0;
  return `${(mixed % 200) + 11}.${(mixed >>> 8) & 255}.${(mixed >>> 16) & 255}.${(mixed >>> 24) & 255}`;
}

function agentOf(browser, system, version) {
  const name = browser === "Edg" ? `Chrome/${version}.0.0.0 Safari/537.36 Edg` : browser;
  return `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) ${name}/${version}.0.${version * 37}.${version}`;
}

/** mulberry32: the same seed gives the same load on every machine. */
export function createRandom(seed) {
  let state = seed >>> 0;
  return function random() {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Writes requests for the load generators, one a line: address, agent and body with tabs between.
 * @param {string} file
 * @param {Iterable<{ ip: string, userAgent: string, body: string }>} requests
 */
export function writeRequests(file, requests) {
  const lines = [];
  for (const { ip, userAgent, body } of requests) lines.push(`${ip}\t${userAgent}\t${body}\n`);
  writeFileSync(file, lines.join(""));
}

/** One request per visit. */
export function singles(visits) {
  return visits.map(({ ip, userAgent, event }) => ({ ip, userAgent, body: JSON.stringify(event) }));
}

/** `size` events per request, as a server or a proxy that gathers them would send: a sender's, with its own user ids. */
export function batches(visits, size) {
  const requests = [];
  for (let from = 0; from + size <= visits.length; from += size) {
    const group = visits.slice(from, from + size);
    const body = JSON.stringify(
      group.map(({ event }, index) => ({ ...event, user_id: `user-${from + index}` })),
    );
    requests.push({ ip: group[0].ip, userAgent: group[0].userAgent, body });
  }
  return requests;
}
