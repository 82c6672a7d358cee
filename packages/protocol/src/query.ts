import { z } from "zod";

export const METRICS = ["visitors", "pageviews", "events"] as const;
export type Metric = (typeof METRICS)[number];

export const TIME_DIMENSIONS = [
  "time",
  "time:minute",
  "time:hour",
  "time:day",
  "time:week",
  "time:month",
] as const;
export type TimeDimension = (typeof TIME_DIMENSIONS)[number];

/** Groupings that can be filtered by as well. */
export const VALUE_DIMENSIONS = [
  "event:page",
  "event:name",
  "visit:source",
  "visit:country",
  "visit:browser",
  "visit:os",
  "visit:device",
] as const;
export type ValueDimension = (typeof VALUE_DIMENSIONS)[number];

export const DIMENSIONS = [...TIME_DIMENSIONS, ...VALUE_DIMENSIONS] as const;
export type Dimension = (typeof DIMENSIONS)[number];

const oneOf = <T extends readonly [string, ...string[]]>(what: string, names: T) =>
  z.enum(names, {
    error: (issue) => `unknown ${what} ${JSON.stringify(issue.input)}, expected one of ${names.join(", ")}`,
  });

const filterSchema = z.tuple(
  [
    oneOf("filter operator", ["is", "is_not"]),
    oneOf("filter dimension", VALUE_DIMENSIONS),
    z.array(z.string().max(2000)).min(1, "a filter needs at least one value").max(100),
  ],
  { error: 'a filter is ["is" or "is_not", dimension, [values]]' },
);

/** `[operator, dimension, values]`. Several values mean any of them; several filters mean all of them. */
export type Filter = z.infer<typeof filterSchema>;

/** Body of `POST /api/v2/query`, the shape of Plausible's Stats API v2. Unknown keys are refused. */
export const querySchema = z.strictObject({
  site_id: z.string().min(1).max(255),
  metrics: z.array(oneOf("metric", METRICS)).min(1, "at least one metric is required"),
  /** A named range, `<n>d`, `<n>mo`, or `[from, to]`, in the site's time zone. */
  date_range: z.union([z.string(), z.tuple([z.string(), z.string()])], {
    error: "date_range is a name such as 7d or [from, to]",
  }),
  dimensions: z.array(oneOf("dimension", DIMENSIONS)).max(3, "at most 3 dimensions").default([]),
  filters: z.array(filterSchema).max(20, "at most 20 filters").default([]),
  order_by: z.array(z.tuple([z.string(), z.enum(["asc", "desc"])])).optional(),
  include: z
    .strictObject({ time_labels: z.boolean().default(false), total_rows: z.boolean().default(false) })
    .optional(),
  pagination: z
    .strictObject({
      limit: z.int().min(1).max(10_000).default(10_000),
      offset: z.int().min(0).max(1_000_000).default(0),
    })
    .prefault({}),
});

/** A query as its sender writes it. */
export type QueryInput = z.input<typeof querySchema>;
/** A query with its defaults filled in. */
export type Query = z.infer<typeof querySchema>;

/** One row of a table: metrics and dimensions in the order asked. */
export interface TableRow {
  metrics: number[];
  dimensions: string[];
}

/** Reply of `POST /api/v2/query`. */
export interface QueryReply {
  results: TableRow[];
  meta: { time_labels?: string[]; total_rows?: number };
  /** The query as it was understood, its range as date-times with the site's offset. */
  query: Query & { date_range: [string, string] };
}
