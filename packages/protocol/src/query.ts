import { z } from "zod";
import { FILTER_OPERATORS, type Filter } from "./filter.ts";
import {
  type Dimension,
  EVENT_DIMENSIONS,
  type FilterDimension,
  isDimension,
  isFilterDimension,
  METRICS,
  type Metric,
  NAME_DIMENSIONS,
  TIME_DIMENSIONS,
  VISIT_DIMENSIONS,
} from "./query-names.ts";

const FILTERED_BY = [...EVENT_DIMENSIONS, "event:goal", "event:props:<key>", ...VISIT_DIMENSIONS];
const GROUPED_BY = [...TIME_DIMENSIONS, ...FILTERED_BY, ...Object.keys(NAME_DIMENSIONS)];

const unknown = (what: string, input: unknown, names: readonly string[]) =>
  `unknown ${what} ${JSON.stringify(input)?.slice(0, 100)}, expected one of ${names.join(", ")}`;

const metricSchema = z.enum(METRICS, { error: ({ input }) => unknown("metric", input, METRICS) });

const dimensionSchema = z.custom<Dimension>((name) => typeof name === "string" && isDimension(name), {
  error: ({ input }) => unknown("dimension", input, GROUPED_BY),
});

const filterDimensionSchema = z.custom<FilterDimension>(
  (name) => typeof name === "string" && isFilterDimension(name),
  { error: ({ input }) => unknown("filter dimension", input, FILTERED_BY) },
);

/** Depth of a filter tree, and its comparisons. */
const MAX_FILTER_DEPTH = 8;
const MAX_COMPARISONS = 60;

const OPERATORS = [...FILTER_OPERATORS, "and", "or", "not", "has_done", "has_not_done"];

const valuesSchema = z
  .array(z.string().max(2000))
  .min(1, "a filter needs at least one value")
  .max(200, "at most 200 values in a filter");

const comparisonSchema = z.union([
  z.tuple([z.enum(FILTER_OPERATORS), filterDimensionSchema, valuesSchema]),
  z.tuple([
    z.enum(FILTER_OPERATORS),
    filterDimensionSchema,
    valuesSchema,
    z.strictObject({ case_sensitive: z.boolean().optional() }),
  ]),
]);

const SHAPES: Readonly<Record<string, string>> = {
  comparison: '[operator, dimension, [values]], with {"case_sensitive": false} behind them where wanted',
  and: '["and", [filters]]',
  or: '["or", [filters]]',
  not: '["not", filter]',
  has_done: '["has_done", filter]',
  has_not_done: '["has_not_done", filter]',
};

/** Checks a filter tree by hand: a union of eleven shapes could only say that none of them fits. */
function checkFilter(
  input: unknown,
  context: z.core.$RefinementCtx,
  path: (string | number)[],
  depth: number,
): number {
  const fault = (message: string, at: (string | number)[] = path) => {
    context.addIssue({ code: "custom", message, path: at });
    return 0;
  };
  if (!Array.isArray(input)) return fault(`a filter is ${SHAPES.comparison}`);
  if (depth > MAX_FILTER_DEPTH) return fault(`filters may be nested ${MAX_FILTER_DEPTH} deep`);
  const [operator, second] = input;
  switch (operator) {
    case "and":
    case "or": {
      if (input.length !== 2 || !Array.isArray(second) || second.length === 0)
        return fault(`expected ${SHAPES[operator]}`);
      return second.reduce(
        (sum: number, inner, index) => sum + checkFilter(inner, context, [...path, 1, index], depth + 1),
        0,
      );
    }
    case "not":
    case "has_done":
    case "has_not_done":
      if (input.length !== 2) return fault(`expected ${SHAPES[operator]}`);
      return checkFilter(second, context, [...path, 1], depth + 1);
    default:
      return checkComparison(input, context, path);
  }
}

function checkComparison(
  input: unknown[],
  context: z.core.$RefinementCtx,
  path: (string | number)[],
): number {
  const add = (message: string, at: (string | number)[]) =>
    context.addIssue({ code: "custom", message, path: at });
  const [operator, dimension, values] = input;
  if (dimension === "segment") {
    const ids = values as unknown;
    const isIds =
      Array.isArray(ids) && ids.length > 0 && ids.length <= 20 && ids.every((id) => Number.isInteger(id));
    if (operator !== "is" || input.length !== 3 || !isIds) add('expected ["is", "segment", [ids]]', path);
    return 1;
  }
  if (!(FILTER_OPERATORS as readonly unknown[]).includes(operator)) {
    add(unknown("filter operator", operator, OPERATORS), [...path, 0]);
    return 0;
  }
  const { error } = comparisonSchema.safeParse(input);
  if (error === undefined) return 1;
  const checks: readonly [z.ZodType, unknown][] = [
    [filterDimensionSchema, dimension],
    [valuesSchema, values],
  ];
  for (const [index, [schema, value]] of checks.entries()) {
    const issue = schema.safeParse(value).error?.issues[0];
    if (issue !== undefined && input.length > index + 1) {
      add(issue.message, [...path, index + 1, ...(issue.path as (string | number)[])]);
      return 0;
    }
  }
  add(`a filter is ${SHAPES.comparison}`, path);
  return 0;
}

const filtersSchema = z
  .array(z.custom<Filter>())
  .max(20, "at most 20 filters")
  .superRefine((filters, context) => {
    const all = filters.reduce(
      (sum: number, filter, index) => sum + checkFilter(filter, context, [index], 1),
      0,
    );
    if (all > MAX_COMPARISONS)
      context.addIssue({ code: "custom", message: `at most ${MAX_COMPARISONS} comparisons in all filters` });
  });

const rangeSchema = z.union([z.string(), z.tuple([z.string(), z.string()])], {
  error: "must be a name such as 7d, or [from, to]",
});

const comparisonsSchema = z.strictObject({
  /** The preceding window of the same length, the same window a year earlier, or the `date_range` given here. */
  mode: z.enum(["previous_period", "year_over_year", "custom"], {
    error: ({ input }) => unknown("comparison mode", input, ["previous_period", "year_over_year", "custom"]),
  }),
  /** Moves the window so that it begins on the same day of the week. */
  match_day_of_week: z.boolean().default(false),
  date_range: z.tuple([z.string(), z.string()]).optional(),
});

const orderSchema = z.tuple([z.string(), z.enum(["asc", "desc"])]);

/** Body of `POST /api/v2/query`, the shape of Plausible's Stats API v2. Unknown keys are refused. */
export const querySchema = z.strictObject({
  site_id: z.string().min(1).max(255),
  metrics: z.array(metricSchema).min(1, "at least one metric is required"),
  /** A named range, `<n>d`, `<n>mo`, or `[from, to]`, in the site's time zone. */
  date_range: rangeSchema,
  dimensions: z.array(dimensionSchema).max(3, "at most 3 dimensions").default([]),
  /** All of them must be met. */
  filters: filtersSchema.default([]),
  order_by: z.array(orderSchema).optional(),
  include: z
    .strictObject({
      /** Returns labels of every bucket of the range, including buckets without events. */
      time_labels: z.boolean().default(false),
      /** Returns the number of rows without the pagination. */
      total_rows: z.boolean().default(false),
      comparisons: comparisonsSchema.optional(),
      /** Cuts a running `day` at now, and a running `month` or `year` at the end of today. */
      trim_relative_date_range: z.boolean().optional(),
      /** Accepted for compatibility with other clients. Imported events always count like all others. */
      imports: z.boolean().optional(),
    })
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
export type Comparisons = z.infer<typeof comparisonsSchema>;

/** A figure of a table; null where there is none, such as the average of nothing. */
export type Figure = number | null;

/** One row of a table: metrics and dimensions in the order requested. */
export interface TableRow {
  metrics: Figure[];
  dimensions: string[];
}

/** A row of a reply, with its counterpart if a comparison was requested. */
export interface ReplyRow extends TableRow {
  /** Its dimensions in English, if one of them is the code of a region that has a name. */
  names?: string[];
  comparison?: {
    metrics: Figure[];
    /** Dimensions in the other window: its time buckets have other labels. */
    dimensions: string[];
    /**
     * Change in whole percent; in points where the metric is a percentage. Null where there is nothing to compare with.
     */
    change: Figure[];
    /**
     * Whether each change is greater than chance alone explains: significance.ts. Also false where there is nothing to
     * test, and for a period that is still running.
     */
    significant: boolean[];
  };
}

/** Why a metric of the reply may differ from what its reader expects. */
export interface MetricWarning {
  code: string;
  warning: string;
}

/** Reply of `POST /api/v2/query`. */
export interface QueryReply {
  results: ReplyRow[];
  meta: {
    time_labels?: string[];
    /** Label of the bucket that is still running. */
    partial_time_label?: string;
    /**
     * Date-time of the site's first event, if the other window begins well before it: then no change is significant.
     */
    comparison_begins?: string;
    total_rows?: number;
    metric_warnings?: Partial<Record<Metric, MetricWarning>>;
    /** Currency of the revenue metrics, if they have one. */
    revenue_currency?: string;
  };
  /** The query as it was understood, its ranges as date-times with the site's offset. */
  query: Omit<Query, "date_range"> & {
    date_range: [string, string];
    comparison_date_range?: [string, string];
  };
}
