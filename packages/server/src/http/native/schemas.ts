import {
  EVENT_DIMENSIONS,
  FILTER_OPERATORS,
  GEO_PRECISIONS,
  IMPORT_FORMATS,
  METRICS,
  NAME_DIMENSIONS,
  PLACES_KNOWN,
  querySchema,
  REPORT_SHAPES,
  TIME_DIMENSIONS,
  TRAILING_SLASHES,
  VISIT_DIMENSIONS,
} from "@millrace/protocol";
import { z } from "zod";
import { SESSION_FACTS } from "../../ports/event-store.ts";
import { ref, type Schema } from "../serve/openapi.ts";
import { liveEvent, liveMessage } from "./live-schemas.ts";
import { traceMessage, traceReply } from "./terminal-schemas.ts";

const integer = z.int().min(0);
const figures = z.array(z.number().nullable());
const siteSettings = {
  domains: z
    .array(z.string())
    .max(100)
    .describe("Hosts whose events are taken; none: any. A leading dot takes subdomains too"),
  timezone: z.string().describe("IANA zone in which the site's days begin"),
  safe_query_params: z
    .array(z.string().min(1).max(100))
    .max(50)
    .describe("Query parameters that stay in page and referrer URLs"),
  trailing_slash: z
    .enum(TRAILING_SLASHES)
    .describe("strip: `/a/` counts as `/a`, from when it is set; stored rows stay"),
  geo_precision: z.enum(GEO_PRECISIONS),
  retention_days: z.int().min(0).max(36_600).describe("Days that events are kept; 0: for ever"),
  excluded_pages: z
    .array(z.string())
    .max(100)
    .describe("Pages that are not counted: `*` is anything within a segment of a path, `**` anything at all"),
  excluded_hosts: z
    .array(z.string())
    .max(100)
    .describe("Hosts of pages that are not counted. A leading dot takes subdomains too"),
  needs_ingest_key: z.boolean().describe("Whether only events with an ingest key of the site count"),
  allowed_origins: z
    .array(z.string())
    .max(100)
    .describe("Origins of pages whose events count, as https://example.com; none: any"),
  share_threshold: z
    .int()
    .min(0)
    .max(1000)
    .describe("On share links, rows with fewer visitors are summed up in one; 0: off"),
  excluded_addresses: z
    .array(z.string())
    .max(100)
    .describe("Addresses and CIDR ranges of visitors who are not counted; visitors' own are never kept"),
};
const annotation = {
  date: z.string().describe("2026-03-10, in the site's zone"),
  text: z.string().min(1).max(200),
};
const siteName = z.string().min(1).max(255).describe("What trackers send as site");
const siteInfo = z.object({ name: siteName, ...siteSettings });
const siteChanges = z.strictObject(siteSettings).partial();
const importInfo = z.object({
  id: z.string(),
  format: z.enum(IMPORT_FORMATS),
  state: z.enum(["receiving", "reading", "read", "writing", "written", "failed"]),
  files: z.array(z.object({ name: z.string(), bytes: integer, received: integer })),
  done: integer.describe("How far the state has come, of `total` bytes"),
  total: integer,
  summary: z.array(z.string()).describe("What was read, in the words of the command line"),
  error: z.string().nullable(),
});
const row = z.object({
  metrics: figures,
  dimensions: z.array(z.string()),
  names: z.array(z.string()).optional(),
  comparison: z
    .object({
      metrics: figures,
      dimensions: z.array(z.string()),
      change: figures,
      significant: z.array(z.boolean()),
    })
    .optional(),
});
const reply = z.object({
  results: z.array(row),
  meta: z.object({
    time_labels: z.array(z.string()).optional(),
    partial_time_label: z.string().optional(),
    comparison_begins: z.string().optional(),
    total_rows: integer.optional(),
    metric_warnings: z.record(z.string(), z.object({ code: z.string(), warning: z.string() })).optional(),
    revenue_currency: z.string().optional(),
  }),
  query: z
    .looseObject({ date_range: z.array(z.string()), comparison_date_range: z.array(z.string()).optional() })
    .describe("The query as it was understood, its ranges as date-times with the site's offset"),
});
const reportHead = {
  name: z.string(),
  title: z.string(),
  shape: z.enum(REPORT_SHAPES),
};
const text = z.string().nullable().optional();
const umamiFigures = {
  pageviews: integer,
  visitors: integer,
  visits: integer,
  bounces: integer,
  totaltime: integer.describe("Seconds"),
};
const session = z.object({
  id: z.string(),
  started_at: z.string().describe("With the site's offset, as are all date-times here"),
  ended_at: z.string(),
  duration: integer.describe("Seconds"),
  pageviews: integer,
  events: integer.describe("Page views included, engagement left out"),
  is_bounce: z.boolean(),
  ...Object.fromEntries(SESSION_FACTS.map((name) => [name, z.string()])),
});
const points = z.array(z.object({ x: z.string(), y: z.number() }));

const erasure = z.object({
  id: integer,
  kind: z.enum(["period", "user"]),
  from: z.string().nullable().describe("First date of a period"),
  to: z.string().nullable().describe("Last date of a period, included"),
  state: z.enum(["requested", "erased", "done"]),
  requested_at: z.string().describe("ISO 8601, as are the other instants"),
  erased_at: z.string().nullable(),
  done_at: z.string().nullable(),
  rows: integer.describe("Rows erased so far, or about to be"),
});

const sample = z.object({
  at: integer.describe("Epoch milliseconds"),
  accepted: integer.describe("Ever"),
  settled: integer.describe("Stored, or set aside as dead"),
  waiting: integer,
  dead: integer,
  lag: z.number().min(0).describe("Age of the oldest waiting event in seconds"),
});
const pipelineStatus = z.object({
  now: sample,
  waiting_bytes: integer,
  health: z.enum(["green", "amber", "red"]),
  counters: z.object({
    received: integer,
    accepted: integer,
    duplicates: integer,
    dropped: z.record(z.string(), integer).describe("By reason"),
    refused: z.record(z.string(), integer).describe("By status"),
    stored: integer,
    dead: integer,
    retries: integer,
  }),
  carried_over: z
    .int()
    .describe(
      "Events that these processes stored and did not accept: accepted + carried_over = stored + dead + waiting",
    ),
  processes: z.array(z.object({ name: z.string(), roles: z.array(z.string()), started_at: integer })),
  history: z.array(sample),
});

const revenue = z.object({ amount: z.union([z.number(), z.string()]), currency: z.string() });

const event = z.object({
  site: z.string(),
  name: z.string().optional().describe("pageview, the default, or the name of a custom event"),
  url: z.string().optional().describe("Absolute URL of the page; this or path is required"),
  previous_url: z
    .string()
    .optional()
    .describe("The address before, where a script changed it: a page view of the same page is dropped"),
  path: z.string().optional(),
  referrer: z.string().optional(),
  title: z.string().optional(),
  user_id: z.string().optional().describe("The client's own anonymous id; stored as a keyed hash only"),
  user_agent: z
    .string()
    .optional()
    .describe("The visitor's own User-Agent, from servers that report for their visitors; never stored"),
  props: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), revenue]))
    .optional()
    .describe("An object named `revenue` is the event's revenue, for scripts that send properties only"),
  revenue: revenue.optional().describe("The currency by ISO 4217"),
  timestamp: z
    .union([z.string(), z.number()])
    .optional()
    .describe("ISO 8601, or epoch milliseconds; by default the time of receipt"),
  id: z.string().optional().describe("Sent twice, an event with an id counts once"),
  screen: z.string().optional(),
  language: z.string().optional(),
  timezone: z.string().optional(),
  engaged_ms: z.number().optional(),
  scroll_depth: z.number().optional().describe("Percent of the page's height that was seen"),
  interactive: z.boolean().optional(),
});

/** Schemas of replies and bodies, by their name in the API's description. */
const ZOD_SCHEMAS = {
  Metric: z.enum(METRICS),
  QueryReply: reply,
  ReportReply: reply.extend({
    report: z.object(reportHead),
    current_visitors: z
      .number()
      .optional()
      .describe("Of the report realtime: visitors of the last five minutes"),
  }),
  ReportList: z.object({
    reports: z.array(
      z.object({
        ...reportHead,
        parameters: z.array(
          z.object({
            name: z.string(),
            description: z.string(),
            required: z.boolean().optional(),
            values: z.array(z.string()).optional(),
            default: z.string().optional(),
          }),
        ),
      }),
    ),
  }),
  Error: z.object({ error: z.string() }),
  Event: event,
  EventsReply: z.object({
    accepted: integer,
    dropped: z.array(
      z.object({
        index: integer,
        reason: z.string(),
        hint: z.string().optional().describe("What to send so that it counts"),
      }),
    ),
    ids: z.array(z.string()),
    receipt: z.string(),
  }),
  EventsFault: z.object({
    error: z.string(),
    accepted: integer.optional().describe("Of a stream of lines: events taken before the fault"),
    dropped: z.array(z.object({ index: integer, reason: z.string() })).optional(),
    ids: z.array(z.string()).optional(),
    receipt: z.string().optional(),
    last_line: integer
      .optional()
      .describe("Of a stream of lines: the last that was taken, counted from 1 with the empty ones; 0: none"),
    faults: z
      .array(
        z.object({
          line: integer.optional(),
          index: integer.optional(),
          field: z.string().optional(),
          message: z.string(),
        }),
      )
      .optional(),
    faults_not_listed: integer.optional(),
  }),
  ReceiptReply: z.object({
    status: z.enum(["queued", "stored", "dropped", "dead", "unknown"]),
    reason: z.string().optional(),
    queued: integer,
    stored: integer,
    dead: z.array(z.object({ position: integer, reason: z.string() })),
  }),
  Site: siteInfo,
  SiteList: z.object({ sites: z.array(siteInfo) }),
  SiteOverviewList: z.object({
    sites: z.array(
      z.object({
        name: siteName,
        current_visitors: integer,
        visitors: integer,
        previous: integer,
        hours: z.array(integer),
        first_event: z.string().nullable(),
      }),
    ),
  }),
  Import: importInfo,
  ImportList: z.object({ imports: z.array(importInfo) }),
  NewImport: z.object({
    format: z.enum(IMPORT_FORMATS),
    timezone: z.string().optional(),
    files: z.array(z.object({ name: z.string(), bytes: integer })),
  }),
  ImportRun: z.object({ dry_run: z.boolean() }),
  SiteChanges: siteChanges,
  UnknownSiteList: z.object({
    unknown_sites: z.array(
      z.object({
        name: z.string(),
        events: integer.describe("Dropped so far"),
        first_seen: z.string().describe("ISO 8601"),
        last_seen: z.string().describe("ISO 8601"),
        ignored: z.boolean(),
      }),
    ),
  }),
  SiteConfirmation: z.strictObject({ confirm: siteName.describe("The site's name again") }),
  NewErasure: z.strictObject({
    from: z.string().optional().describe("First date in the site's zone, with `to`"),
    to: z.string().optional().describe("Last date, included"),
    user_id: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .describe("Instead of a period: as events were sent with it"),
    confirm: siteName.describe("The site's name again"),
  }),
  Erasure: erasure,
  ErasureList: z.object({ erasures: z.array(erasure) }),
  NewSite: siteChanges.extend({ name: siteName }),
  PropertyKeys: z.object({ keys: z.array(z.object({ key: z.string(), events: integer })) }),
  DeadLetterList: z.object({
    dead_letters: z.array(
      z.object({
        key: z.string(),
        reason: z.string(),
        attempts: integer,
        first_error: z.string(),
        last_error: z.string(),
        first_at: integer.describe("Epoch milliseconds"),
        last_at: integer.describe("Epoch milliseconds"),
        body: z.string(),
        encoding: z.enum(["json", "base64"]),
      }),
    ),
    total: integer.describe("How many there are in all"),
  }),
  DeadLetterKeys: z.strictObject({
    keys: z
      .array(z.string().regex(/^\d{1,9}:\d{1,15}$/))
      .min(1)
      .max(1000),
  }),
  DeadLettersEnded: z.object({ count: integer }),
  Goal: z.object({
    id: integer,
    name: z.string(),
    event: z.string().nullable(),
    page: z.string().nullable(),
  }),
  Annotation: z.object({ id: integer, ...annotation }),
  NewAnnotation: z.strictObject(annotation),
  AnnotationChanges: z.strictObject(annotation).partial(),
  NewGoal: z.strictObject({ name: text, event: text, page: text }),
  SessionList: z.object({ sessions: z.array(session), has_more: z.boolean() }),
  SessionPath: z.object({
    session,
    steps: z.array(
      z.object({
        at: z.string(),
        name: z.string(),
        hostname: z.string(),
        page: z.string(),
        props: z.record(z.string(), z.string()),
        engaged_ms: integer,
        scroll_depth: integer,
        revenue: z.object({ amount: z.string(), currency: z.string() }).nullable(),
      }),
    ),
    truncated: z.boolean().describe("It has more events than are shown"),
  }),
  LiveMessage: liveMessage,
  TraceMessage: traceMessage,
  TraceReply: traceReply,
  Capabilities: z.object({ places: z.enum(PLACES_KNOWN) }),
  RecentEventList: z.object({ events: z.array(liveEvent) }),
  PipelineStatus: pipelineStatus,
  SiteStats: z.object({
    site_id: z.string(),
    date: z.string(),
    total_views: integer,
    unique_users: integer,
    top_paths: z.array(z.object({ path: z.string(), views: integer })),
  }),
  PlausibleAggregate: z.object({
    results: z.record(
      z.string(),
      z.object({ value: z.number().nullable(), change: z.number().nullable().optional() }),
    ),
  }),
  PlausibleRows: z.object({
    results: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))),
  }),
  UmamiStats: z.object({ ...umamiFigures, comparison: z.object(umamiFigures) }),
  UmamiPageviews: z.object({ pageviews: points, sessions: points }),
  UmamiMetrics: points,
  UmamiError: z.object({
    error: z.object({ message: z.string(), code: z.string(), status: z.int() }),
  }),
} as const;

/** Returns `components.schemas` of the API's description. */
export function componentSchemas(): Record<string, Schema> {
  const schemas = Object.entries(ZOD_SCHEMAS).map(([name, schema]) => [name, toSchema(schema)]);
  return {
    ...Object.fromEntries(schemas),
    Query: querySchemaJson(),
    Dimension: DIMENSION,
    Filter: FILTER,
    Segment: {
      type: "object",
      required: ["id", "name", "filters"],
      properties: { id: { type: "integer" }, name: { type: "string" }, filters: FILTERS },
    },
    NewSegment: {
      type: "object",
      required: ["name", "filters"],
      properties: { name: { type: "string" }, filters: { ...FILTERS, minItems: 1 } },
      additionalProperties: false,
    },
  };
}

/** Returns the schema as a sender may write it, without `additionalProperties: false`, since replies may grow. */
function toSchema(schema: z.ZodType): Schema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
}

/** Adds schemas by hand for what is checked by hand: a dimension and a filter. */
function querySchemaJson(): Schema {
  const schema = toSchema(querySchema) as { properties: Record<string, object> };
  return {
    ...schema,
    properties: {
      ...schema.properties,
      metrics: { type: "array", minItems: 1, items: ref("Metric") },
      dimensions: { ...schema.properties.dimensions, items: ref("Dimension") },
      filters: { ...schema.properties.filters, items: ref("Filter") },
    },
  };
}

const DIMENSION: Schema = {
  description: "What rows are grouped by; event:props:<key> is a property",
  anyOf: [
    {
      enum: [
        ...TIME_DIMENSIONS,
        ...EVENT_DIMENSIONS,
        "event:goal",
        ...VISIT_DIMENSIONS,
        ...Object.keys(NAME_DIMENSIONS),
      ],
    },
    { type: "string", pattern: "^event:props:.+" },
  ],
};

const list = (...prefixItems: readonly Schema[]): Schema => ({
  type: "array",
  prefixItems,
  minItems: prefixItems.length,
  maxItems: prefixItems.length,
});

const FILTERS: Schema = { type: "array", items: ref("Filter") };

const FILTER: Schema = {
  description: "A comparison, a segment, or a tree of filters",
  anyOf: [
    {
      ...list(
        { enum: [...FILTER_OPERATORS] },
        ref("Dimension"),
        { type: "array", minItems: 1, items: { type: "string" } },
        { type: "object", properties: { case_sensitive: { type: "boolean" } }, additionalProperties: false },
      ),
      minItems: 3,
    },
    list({ const: "is" }, { const: "segment" }, { type: "array", items: { type: "integer" } }),
    list({ enum: ["and", "or"] }, FILTERS),
    list({ enum: ["not", "has_done", "has_not_done"] }, ref("Filter")),
  ],
};
