/** JSON Schema 2020-12, as OpenAPI 3.1 embeds it. */
export type Schema = Readonly<Record<string, unknown>>;

/** A parameter in the address. */
export interface Parameter {
  readonly name: string;
  readonly in: "query" | "path";
  readonly description: string;
  readonly required?: boolean;
  readonly schema: Schema;
  readonly example?: string;
}

/** A body, by content type. */
export type Content = Readonly<Record<string, { readonly schema: Schema; readonly example?: unknown }>>;

/** An endpoint as the API's description shows it. */
export interface Description {
  /** Heading under which it is listed. */
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly body?: Content;
  /** Replies by status. */
  readonly replies: Readonly<Record<number, { readonly description: string; readonly content?: Content }>>;
}

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

export const json = (schema: Schema, example?: unknown): Content => ({
  "application/json": { schema, ...(example !== undefined && { example }) },
});

/** The body of a reply that says only that something is done: `{"deleted": true}`. */
export const done = (what: string): Content =>
  json({ type: "object", properties: { [what]: { const: true } } });

export const text = (type: string): Content => ({ [type]: { schema: { type: "string" } } });

/** Returns the replies that every route of Millrace's own API can give. */
export function replies(
  ok: Content,
  description: string,
  ...faults: readonly (400 | 401 | 403 | 404 | 409 | 413 | 415 | 429 | 503)[]
) {
  return {
    200: { description, content: ok },
    ...Object.fromEntries(
      faults.map((status) => [status, { description: FAULTS[status], content: json(ref("Error")) }]),
    ),
  };
}

const FAULTS = {
  400: "The request is invalid; the message names the faulty part",
  401: "Not signed in, or what was given is wrong",
  403: "The role or key does not allow it, or the request comes from a page of another origin",
  404: "Not found",
  409: "The name is already in use",
  413: "The body is too large",
  415: "The content type is not application/json",
  429: "Too many reports are running: retry after Retry-After seconds",
  503: "A part of the instance is unavailable: retry after Retry-After seconds",
} as const;

export const UNAVAILABLE = FAULTS[503];

/** A door's 503. */
export const CANNOT_ACCEPT = "Nothing can be accepted now: retry after Retry-After seconds";

/** Returns the same for a route that creates something: 201 in place of 200. */
export function repliesOfMaking(...asked: Parameters<typeof replies>): Description["replies"] {
  const { 200: made, ...faults } = replies(...asked);
  return { 201: made, ...faults };
}

/**
 * Returns the description of a door that accepts events in a format of its own. `status`: what it replies as soon as they
 * are on disk.
 */
export function describeDoor(
  door: { tag: string; summary: string; example: unknown },
  status: 200 | 202 = 200,
): Description {
  const object: Schema = { type: "object" };
  const { example, ...named } = door;
  return {
    ...named,
    body: json(object, example),
    replies: {
      [status]: { description: "Accepted and on disk", content: json(object) },
      400: { description: FAULTS[400], content: json(object) },
      413: { description: FAULTS[413], content: json(object) },
      503: { description: CANNOT_ACCEPT, content: json(object) },
    },
  };
}

export function queryParameter(
  name: string,
  description: string,
  options: { required?: boolean; schema?: Schema; example?: string } = {},
): Parameter {
  const { schema = { type: "string" }, ...rest } = options;
  return { name, in: "query", description, schema, ...rest };
}

export const pathParameter = (name: string, description: string, example: string): Parameter => ({
  name,
  in: "path",
  description,
  required: true,
  schema: { type: "string" },
  example,
});
