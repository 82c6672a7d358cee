import type { Event } from "../../domain/event/event.ts";
import type { Cell, Column, ColumnKind, Row } from "../serve/rows/row-format.ts";

type EventColumn = readonly [name: string, kind: ColumnKind, value: (event: Event) => Cell];

/** A stored event as a row. Visitor ids are hashes that mean nothing outside their day. */
const COLUMNS: readonly EventColumn[] = [
  ["id", "text", ({ id }) => id],
  ["name", "text", ({ name }) => name],
  ["timestamp", "instant", ({ timestamp }) => timestamp],
  ["received_at", "instant", ({ receivedAt }) => receivedAt],
  ["count", "integer", ({ count }) => count],
  ["visitor_id", "text", ({ visitorId }) => known(visitorId)],
  ["previous_visitor_id", "text", ({ previousVisitorId }) => known(previousVisitorId)],
  ["user_id", "text", ({ userId }) => known(userId)],
  ["hostname", "text", ({ hostname }) => hostname],
  ["path", "text", ({ path }) => path],
  ["title", "text", ({ title }) => title],
  ["referrer", "text", ({ referrer }) => referrer],
  ["source", "text", ({ source }) => source],
  ["channel", "text", ({ channel }) => channel],
  ["utm_source", "text", ({ utm }) => utm.source],
  ["utm_medium", "text", ({ utm }) => utm.medium],
  ["utm_campaign", "text", ({ utm }) => utm.campaign],
  ["utm_content", "text", ({ utm }) => utm.content],
  ["utm_term", "text", ({ utm }) => utm.term],
  ["click_id", "text", ({ clickId }) => clickId],
  ["country", "text", ({ place }) => place.country],
  ["region", "text", ({ place }) => place.region],
  ["city", "text", ({ place }) => place.city],
  ["browser", "text", ({ agent }) => agent.browser],
  ["browser_version", "text", ({ agent }) => agent.browserVersion],
  ["os", "text", ({ agent }) => agent.os],
  ["os_version", "text", ({ agent }) => agent.osVersion],
  ["device", "text", ({ agent }) => agent.device],
  ["screen", "text", ({ screen }) => screen],
  ["language", "text", ({ language }) => language],
  ["timezone", "text", ({ timezone }) => timezone],
  ["engaged_ms", "integer", ({ engagedMs }) => engagedMs],
  ["scroll_depth", "integer", ({ scrollDepth }) => scrollDepth],
  ["interactive", "boolean", ({ interactive }) => interactive],
  // Text, so that no cent is lost to floating point.
  ["revenue_amount", "text", ({ revenue }) => revenue?.amount ?? null],
  ["revenue_currency", "text", ({ revenue }) => revenue?.currency ?? null],
  ["props", "record", ({ props }) => props],
];

/** "0" stands for nobody. */
const known = (id: string): Cell => (id === "0" ? null : id);

export const EVENT_COLUMNS: readonly Column[] = COLUMNS.map(([name, kind]) => ({ name, kind }));

export async function* eventRows(pages: AsyncIterable<readonly Event[]>): AsyncGenerator<readonly Row[]> {
  for await (const events of pages) {
    yield events.map((event) => COLUMNS.map(([, , value]) => value(event)));
  }
}
