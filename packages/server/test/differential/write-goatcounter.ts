import type { PageView } from "./page-view.ts";
import { stringifyCsv } from "./stringify-csv.ts";

/** Parameters that GoatCounter takes for a campaign's source. */
const SOURCES = ["utm_source", "source", "ref"];

/** GoatCounter's CSV export, version 2. */
export function writeGoatcounter(views: readonly PageView[]): string {
  return stringifyCsv(views.map(rowOf));
}

/** The source that a landing page's address names, as it stands there; "" for none. */
export function campaignSourceOf({ url }: PageView): string {
  const { searchParams } = new URL(url);
  for (const name of SOURCES) {
    for (const [key, value] of searchParams)
      if (key.toLowerCase().replace(/^amp;/, "") === name) return value;
  }
  return "";
}

function rowOf(view: PageView) {
  const { at, visitor, agent, url, screen } = view;
  const { pathname, searchParams } = new URL(url);
  const search = searchParams.get("topic");
  const [referrer, scheme] = referrerOf(view);
  return {
    "2Path": search === null ? pathname : `${pathname}?topic=${search}`,
    Title: "",
    Event: "false",
    UserAgent: "",
    Browser: agent.goatcounter.browser,
    System: agent.goatcounter.system,
    Session: `3f2504e0-4f89-11d3-9a0c-${String(visitor).padStart(12, "0")}`,
    Bot: "0",
    Referrer: referrer,
    "Referrer scheme": scheme,
    "Screen size": `${screen.replace("x", ",")},1`,
    Location: "",
    FirstVisit: "false",
    Date: new Date(at).toISOString().replace(".000Z", "Z"),
  };
}

/** `c` for a campaign, `h` for a page, `o` for what is neither. */
function referrerOf(view: PageView): readonly [referrer: string, scheme: string] {
  const source = campaignSourceOf(view);
  if (source !== "") return [source, "c"];
  if (view.referrer === "") return ["", ""];
  const { protocol, host, pathname } = new URL(view.referrer);
  if (protocol === "http:" || protocol === "https:") return [host + pathname, "h"];
  return [view.referrer.replace(/\/$/, ""), "o"];
}
