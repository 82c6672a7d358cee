import {
  type Dimension,
  type FilterDimension,
  isFilterDimension,
  OTHER_ROWS,
  type ReplyRow,
  type ReportReply,
} from "@millrace/protocol";
import type { Texts } from "../../i18n/use-texts.tsx";
import type { Clicked } from "../../view/edit-filters.ts";

/** The values of a row as filters understand them. */
export function clickedOf(dimensions: readonly Dimension[], row: Pick<ReplyRow, "dimensions">): Clicked {
  if (isSum(row)) return [];
  return dimensions.flatMap((dimension, index) =>
    isFilterDimension(dimension)
      ? [[dimension as FilterDimension, row.dimensions[index] ?? ""] as const]
      : [],
  );
}

/** A row's values as a person reads them; the server knows what regions are called. */
export function nameOf(
  reply: Pick<ReportReply, "query">,
  row: Pick<ReplyRow, "dimensions" | "names">,
  { names }: Texts,
): string {
  return row.dimensions
    .map((value, index) => {
      const dimension = reply.query.dimensions[index] ?? "";
      return (dimension === "visit:region" && row.names?.[index]) || names.value(dimension, value);
    })
    .join(" ");
}

/** By which rows of two replies to the same question find each other. */
export const rowKey = (row: Pick<ReplyRow, "dimensions">): string => row.dimensions.join("\n");

/** What events without a value are counted under. */
const NOT_SET = "(not set)";
export const isUnknown = ({ dimensions }: Pick<ReplyRow, "dimensions">): boolean =>
  dimensions.every((value) => value === NOT_SET);

/** Whether a row sums up small ones. */
export const isSum = ({ dimensions }: Pick<ReplyRow, "dimensions">): boolean =>
  dimensions.length > 0 && dimensions.every((value) => value === OTHER_ROWS);

const PAGE_DIMENSIONS: readonly string[] = ["event:page", "visit:entry_page", "visit:exit_page"];
const HOST_DIMENSIONS: readonly string[] = ["visit:referrer", "visit:source", "event:hostname"];
const HOST = /^(?:[a-z0-9-]+\.)+[a-z0-9-]+(?::\d+)?(?:\/|$)/i;

/** Where a value can be opened; undefined for what is no address. Values are anybody's text: only https comes out. */
export function linkOf(dimension: string | undefined, value: string, host: string): string | undefined {
  if (dimension === undefined) return undefined;
  if (PAGE_DIMENSIONS.includes(dimension) && value.startsWith("/")) return https(`${host}${value}`);
  if (HOST_DIMENSIONS.includes(dimension) && HOST.test(value)) return https(value);
  return undefined;
}

function https(rest: string): string | undefined {
  const url = URL.parse(`https://${rest}`);
  return url?.protocol === "https:" && url.username === "" ? url.href : undefined;
}
