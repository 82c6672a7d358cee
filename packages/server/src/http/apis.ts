import { ACCOUNTS } from "./accounts/endpoints.ts";
import { EVENT_STREAM } from "./event-stream/endpoints.ts";
import { NATIVE } from "./native/endpoints.ts";
import { PAGE_COUNTS } from "./page-counts/endpoints.ts";
import { PAGES } from "./pages/endpoints.ts";
import { PLAUSIBLE } from "./plausible/endpoints.ts";
import type { Api } from "./serve/endpoint.ts";
import { SITE_EVENTS } from "./site-events/endpoints.ts";
import { UMAMI } from "./umami/endpoints.ts";

/** Every protocol that Millrace speaks. What is not in here is not served, relayed, described or guarded. */
export const APIS: readonly Api[] = [
  NATIVE,
  ACCOUNTS,
  PAGES,
  PLAUSIBLE,
  UMAMI,
  PAGE_COUNTS,
  SITE_EVENTS,
  EVENT_STREAM,
];
