import { BadRequest } from "../errors.ts";
import { checkLength } from "./goal.ts";

/** A note that somebody wrote on a day of a site's chart. */
export interface Annotation {
  readonly id: number;
  readonly siteId: number;
  /** `2026-03-10`, in the site's zone. */
  readonly date: string;
  readonly text: string;
}

export type NewAnnotation = Omit<Annotation, "id" | "siteId">;

/** A chart with more annotations shows none. */
export const MAX_ANNOTATIONS_PER_SITE = 1000;
export const MAX_ANNOTATION_LENGTH = 200;

/** Throws BadRequest with the part at fault. Missing parts are not checked. */
export function checkAnnotation({ date, text }: Partial<NewAnnotation>): void {
  if (date !== undefined && !isDate(date))
    throw new BadRequest(
      `date: ${JSON.stringify(date.slice(0, 50))} is not a date; dates look like 2026-03-10`,
    );
  checkLength("text", text, MAX_ANNOTATION_LENGTH);
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
