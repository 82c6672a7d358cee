// The page at `/`. What the server tells about sites, pages and sources was written by strangers: it enters the
// page as text (textContent) only, never as markup.

const SECOND = 1000;
const REFRESH_MS = SECOND;
const LONGEST_PAUSE_MS = 10 * SECOND;
const TIMEOUT_MS = 8 * SECOND;
const RECEIPT_POLL_MS = 50;
const RECEIPT_PATIENCE_MS = 30 * SECOND;
const DEFAULT_SITE = "demo.example";
const MADE_UP_PATHS = ["/", "/pricing", "/docs", "/docs/install", "/blog/first-post"];
const CHART_MINUTES = 30;
const CHART_HEIGHT = 168;

const byId = (id) => document.getElementById(id);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

let site = siteOfAddress();

// ---- The chosen site ----

function siteOfAddress() {
  return new URLSearchParams(location.search).get("site")?.trim() || DEFAULT_SITE;
}

function chooseSite(chosen) {
  site = chosen;
  byId("site").value = site;
  document.title = `${site} – Millrace`;
  for (const place of document.querySelectorAll(".site-name")) place.textContent = site;
  byId("snippet").replaceChildren(...snippetOf(site).map((part) => make("span", part)));
  byId("copy-result").textContent = "";
  clearSent();
  clearStatistics();
  restartRefreshing();
}

function watchSite() {
  byId("site-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = byId("site").value.trim() || DEFAULT_SITE;
    if (chosen === site) return;
    history.pushState(null, "", `?${new URLSearchParams({ site: chosen })}`);
    chooseSite(chosen);
  });
  addEventListener("popstate", () => chooseSite(siteOfAddress()));
}

// ---- The snippet ----

/** In parts, between which its line may break. */
function snippetOf(name) {
  const quoted = name.replace(/[&"<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return ["<script defer ", `src="${location.origin}/js/millrace.js" `, `data-site="${quoted}"></script>`];
}

async function copySnippet() {
  const isCopied = await copyText(byId("snippet"));
  byId("copy-result").textContent = isCopied ? "Copied" : "The line is selected: copy it with Ctrl+C or ⌘C";
}

/** Without https (or localhost) browsers have no clipboard API: then by selection. */
async function copyText(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(element);
    return document.execCommand("copy");
  }
}

// ---- Sending events ----

let sentCount = 0;

async function send(name) {
  const event = { site, ...(name && { name }), ...madeUpPage(), id: newId() };
  const mine = ++sentCount;
  const isCurrent = () => mine === sentCount;
  showSent("Sending", event);
  try {
    const startedAt = performance.now();
    const response = await fetch("/api/v1/events", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const acceptedMs = performance.now() - startedAt;
    const reply = await jsonOf(response);
    if (!isCurrent()) return;
    showSent(summaryOf(response, reply, acceptedMs), event, response, reply);
    if (response.ok && reply.accepted > 0)
      await followReceipt(reply.receipt, startedAt, acceptedMs, isCurrent);
  } catch (error) {
    if (isCurrent()) showSent(`Not sent: ${sentenceOf(error)}`, event);
  }
}

/** A site that is no host name can't stand in a URL: its events name the path alone. */
function madeUpPage() {
  const path = MADE_UP_PATHS[sentCount % MADE_UP_PATHS.length];
  const url = `https://${site}${path}`;
  return /^[^\s/?#@%<>"]+$/.test(site) && URL.canParse(url) ? { url } : { path };
}

/** `crypto.randomUUID` is missing on pages served by plain http. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, "$1-$2-4$3-8$4-");
}

function summaryOf(response, reply, acceptedMs) {
  if (!response.ok) {
    const [fault] = reply.faults ?? [];
    return `Refused with ${response.status}: ${fault?.message ?? reply.error ?? response.statusText}`;
  }
  const [drop] = reply.dropped ?? [];
  if (drop) return `Dropped: ${drop.reason}`;
  return `Accepted after ${Math.round(acceptedMs)} ms, not yet in the statistics`;
}

/** Asks for the receipt until the event has come to its end, and says how long that took since it was sent. */
async function followReceipt(receipt, startedAt, acceptedMs, isCurrent) {
  while (isCurrent()) {
    const reply = await askReceipt(receipt);
    const waitedMs = performance.now() - startedAt;
    if (!isCurrent()) return;
    if (reply.status === "stored") {
      say(
        "send-result",
        `Accepted after ${Math.round(acceptedMs)} ms, stored after ${Math.round(waitedMs)} ms`,
      );
      restartRefreshing();
      return;
    }
    if (reply.status === "dropped" || reply.status === "dead") {
      say("send-result", `${reply.status === "dead" ? "Set aside as dead" : "Dropped"}: ${reply.reason}`);
      return;
    }
    if (waitedMs > RECEIPT_PATIENCE_MS) {
      say(
        "send-result",
        `Accepted, but ${reply.fault ?? "still queued"} after ${RECEIPT_PATIENCE_MS / SECOND} s`,
      );
      return;
    }
    await sleep(reply.fault ? SECOND : RECEIPT_POLL_MS);
  }
}

/** The event is safe whatever happens here, so a fault is no end: it is asked again. */
async function askReceipt(receipt) {
  try {
    const response = await fetch(`/api/v1/receipts/${encodeURIComponent(receipt)}`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const reply = await jsonOf(response);
    return response.ok ? reply : { fault: `the receipt was answered with ${response.status}` };
  } catch (error) {
    return { fault: sentenceOf(error) };
  }
}

function showSent(summary, event, response, reply) {
  say("send-result", summary);
  const lines = ["POST /api/v1/events", JSON.stringify(event)];
  if (response) lines.push("", `${response.status} ${response.statusText}`, JSON.stringify(reply));
  byId("send-reply").textContent = lines.join("\n");
  byId("send-reply").hidden = false;
}

function clearSent() {
  sentCount += 1;
  say("send-result", "");
  byId("send-reply").hidden = true;
}

// ---- Asking the server ----

async function jsonOf(response) {
  try {
    return await response.json();
  } catch {
    return { error: "the reply is not JSON" };
  }
}

function sentenceOf(error) {
  if (error.name === "TimeoutError") return `no answer within ${TIMEOUT_MS / SECOND} s`;
  return error instanceof TypeError ? "the server can't be reached" : error.message;
}

/** Returns null when the server does not know the site: it has had no event yet. */
async function query(question) {
  const response = await fetch("/api/v2/query", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ site_id: site, ...question }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.status === 404) return null;
  const reply = await jsonOf(response);
  if (!response.ok) throw new Error(`${response.status}, ${reply.error ?? response.statusText}`);
  return reply;
}

async function loadStatistics() {
  const day = { date_range: "day" };
  const top = { ...day, pagination: { limit: 10 } };
  const totals = await query({ ...day, metrics: ["visitors", "pageviews", "events"] });
  if (totals === null) return null;
  const [minutes, pages, sources] = await Promise.all([
    query({
      date_range: "30m",
      metrics: ["pageviews"],
      dimensions: ["time:minute"],
      include: { time_labels: true },
    }),
    query({ ...top, metrics: ["pageviews", "visitors"], dimensions: ["event:page"] }),
    query({ ...top, metrics: ["visitors", "pageviews"], dimensions: ["visit:source"] }),
  ]);
  return { totals, minutes, pages, sources };
}

// ---- Refreshing ----

/** Counts up with every start, so that an older loop sees that it is over. */
let loop = 0;

function restartRefreshing() {
  loop += 1;
  if (document.hidden) showFreshness("", "Paused");
  else void refreshWhileVisible(loop);
}

async function refreshWhileVisible(mine) {
  let failures = 0;
  while (mine === loop) {
    try {
      const statistics = await loadStatistics();
      if (mine !== loop) return;
      showStatistics(statistics);
      failures = 0;
    } catch (error) {
      if (mine !== loop) return;
      failures += 1;
      showFault(error);
    }
    await sleep(Math.min(REFRESH_MS * 2 ** failures, LONGEST_PAUSE_MS));
  }
}

// ---- Showing ----

/** Sets a text only when it is a new one: a live region would read it out again, a selection would be lost. */
function say(id, text) {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}

function showNotice(text, isBad) {
  say("notice", text);
  byId("notice").classList.toggle("bad", isBad);
}

function showFreshness(state, text) {
  byId("dot").className = `dot ${state}`;
  say("freshness", text);
}

const clock = () => new Date().toLocaleTimeString([], { hour12: false });

const NO_ROWS = { results: [] };
let refreshedAt = null;

function showStatistics(statistics) {
  byId("statistics").classList.remove("stale");
  refreshedAt = clock();
  if (statistics === null) {
    showNotice("Waiting for the first event. Send one above, or open a page that has the snippet.", false);
    showFreshness("", `Checked ${refreshedAt}`);
    showTables({ pages: NO_ROWS, sources: NO_ROWS });
    return;
  }
  showNotice("", false);
  showFreshness("live", `Live, refreshed ${refreshedAt}`);
  const [visitors = 0, pageviews = 0, events = 0] = statistics.totals.results[0]?.metrics ?? [];
  showNumber("visitors", visitors);
  showNumber("pageviews", pageviews);
  showNumber("events", events);
  showChart(statistics.minutes);
  showTables(statistics);
}

function showTables({ pages, sources }) {
  showTable("pages", pages, "No page has been viewed today.");
  showTable("sources", sources, "Nobody has come today.");
}

/** The figures stay, paler: they were true at the time that stands beside them. */
function showFault(error) {
  const since = refreshedAt ? `, figures of ${refreshedAt}` : "";
  showNotice(`The statistics could not be loaded: ${sentenceOf(error)}. It is tried again by itself.`, true);
  showFreshness("bad", `Not refreshed${since}`);
  byId("statistics").classList.add("stale");
}

function clearStatistics() {
  refreshedAt = null;
  shown.clear();
  showNotice("", false);
  showFreshness("", "Loading");
  for (const id of ["visitors", "pageviews", "events"]) say(id, "–");
  byId("pages").replaceChildren();
  byId("sources").replaceChildren();
  showChart({ results: [], meta: {} });
}

/** What was drawn last, by place: what has not changed is not drawn again. */
const shown = new Map();

function isNew(place, data) {
  const text = JSON.stringify(data);
  if (shown.get(place) === text) return false;
  shown.set(place, text);
  return true;
}

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const exact = new Intl.NumberFormat("en");

/** 12.3k from 10,000 on; the exact number is in the tooltip, and is what a screen reader reads. */
function putNumber(element, value) {
  element.replaceChildren();
  if (value < 10_000) {
    element.textContent = exact.format(value);
    return;
  }
  const short = make("span", compact.format(value).replace("K", "k"));
  short.ariaHidden = "true";
  const full = make("span", exact.format(value));
  full.className = "exact";
  element.title = exact.format(value);
  element.append(short, full);
}

function showNumber(id, value) {
  if (isNew(id, value)) putNumber(byId(id), value);
}

function make(tag, text = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

function showTable(id, { results }, emptyText) {
  if (!isNew(id, results)) return;
  const largest = Math.max(1, ...results.map(({ metrics }) => metrics[0]));
  const rows = results.map((result) => tableRow(result, largest));
  byId(id).replaceChildren(...(rows.length > 0 ? rows : [emptyRow(emptyText)]));
}

function tableRow({ dimensions, metrics }, largest) {
  const row = make("tr");
  row.dataset.share = "";
  row.style.setProperty("--share", String(metrics[0] / largest));
  row.append(nameCell(dimensions[0]));
  for (const value of metrics) {
    const cell = make("td");
    putNumber(cell, value);
    row.append(cell);
  }
  return row;
}

/** Paths are kept percent-encoded; people read them decoded. `bdi` keeps a name's writing direction to itself. */
function nameCell(name) {
  const cell = make("td");
  cell.append(make("bdi", decoded(name)));
  return cell;
}

function decoded(name) {
  try {
    return decodeURI(name);
  } catch {
    return name;
  }
}

function emptyRow(text) {
  const row = make("tr");
  const cell = make("td", text);
  cell.className = "empty";
  cell.colSpan = 3;
  row.append(cell);
  return row;
}

// ---- The chart ----

function draw(tag, attributes, text = "") {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

/** "2026-01-31 12:05:00" -> "12:05", the clock of the site's zone. */
const minuteOf = (label) => label.slice(11, 16);

/** The smallest of 4, 10, 20, 40, 100, … that holds the value: half of it is a round number too. */
function ceilingOf(value) {
  let power = 1;
  for (;;) {
    for (const step of [4, 10, 20]) if (value <= step * power) return step * power;
    power *= 10;
  }
}

function showChart({ results, meta }) {
  const chart = byId("chart");
  const width = Math.max(240, chart.clientWidth);
  // Thirty minutes touch 31: the first of them would be shown in part only.
  const labels = (meta.time_labels ?? []).slice(-CHART_MINUTES);
  const viewsByLabel = new Map(results.map(({ dimensions, metrics }) => [dimensions[0], metrics[0]]));
  const views = labels.map((label) => viewsByLabel.get(label) ?? 0);
  if (!isNew("chart", [width, labels, views])) return;
  const total = views.reduce((sum, value) => sum + value, 0);
  const most = Math.max(0, ...views);
  say(
    "chart-total",
    labels.length > 0 ? `${exact.format(total)} in the last ${CHART_MINUTES} minutes` : "last 30 minutes",
  );
  chart.setAttribute(
    "aria-label",
    `Page views per minute: ${total} in the last ${CHART_MINUTES} minutes, at most ${most} in one minute`,
  );
  chart.setAttribute("viewBox", `0 0 ${width} ${CHART_HEIGHT}`);
  chart.replaceChildren(...chartParts(labels, views, width, ceilingOf(most)));
}

function chartParts(labels, views, width, ceiling) {
  const left = 8 + 8 * exact.format(ceiling).length;
  const bottom = CHART_HEIGHT - 20;
  const top = 8;
  const step = (width - left) / CHART_MINUTES;
  const heightOf = (value) => ((bottom - top) * value) / ceiling;
  const parts = [ceiling, ceiling / 2, 0].flatMap((value) =>
    gridLine(value, bottom - heightOf(value), left, width),
  );
  views.forEach((value, index) => {
    const x = left + index * step;
    const isOpen = index === views.length - 1;
    if (value > 0) parts.push(chartBar(value, labels[index], isOpen, x, bottom, step, heightOf(value)));
    if ((views.length - 1 - index) % 10 === 0)
      parts.push(minuteLabel(labels[index], x + step / 2, isOpen, width));
  });
  return parts;
}

function gridLine(value, y, left, width) {
  return [
    draw("line", { class: value === 0 ? "grid base" : "grid", x1: left, x2: width, y1: y, y2: y }),
    draw("text", { x: left - 6, y: y + 4, "text-anchor": "end" }, compact.format(value).replace("K", "k")),
  ];
}

function chartBar(value, label, isOpen, x, bottom, step, height) {
  const bar = draw("rect", {
    class: isOpen ? "bar-open" : "bar-full",
    x: x + step * 0.12,
    y: bottom - height,
    width: step * 0.76,
    height,
  });
  bar.append(
    draw("title", {}, `${minuteOf(label)}: ${exact.format(value)}${isOpen ? ", still running" : ""}`),
  );
  return bar;
}

function minuteLabel(label, x, isLast, width) {
  const place = isLast ? { x: width, "text-anchor": "end" } : { x, "text-anchor": "middle" };
  return draw("text", { ...place, y: CHART_HEIGHT - 4 }, minuteOf(label));
}

// ---- Start ----

byId("copy").addEventListener("click", copySnippet);
byId("send-view").addEventListener("click", () => send());
byId("send-event").addEventListener("click", () => send("signup"));
document.addEventListener("visibilitychange", restartRefreshing);
watchSite();
chooseSite(site);
