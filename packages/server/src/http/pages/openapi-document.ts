import { DEAD_LETTER_OPERATIONS } from "../native/dead-letters.data.ts";
import { IMPORT_OPERATIONS } from "../native/imports.data.ts";
import { INSTANCE_OPERATIONS } from "../native/instance.data.ts";
import { QUERY_OPERATIONS } from "../native/queries.data.ts";
import { componentSchemas } from "../native/schemas.ts";
import { SITE_OPERATIONS } from "../native/sites.data.ts";
import { SEED_OPERATIONS } from "../page-counts/endpoints.ts";
import { PLAUSIBLE_OPERATIONS } from "../plausible/endpoints.ts";
import type { Operation } from "../serve/openapi.ts";
import { UMAMI_OPERATIONS } from "../umami/endpoints.ts";

/** Every route of the server, but for the files that its pages consist of. */
export const OPERATIONS: readonly Operation[] = [
  ...QUERY_OPERATIONS,
  ...INSTANCE_OPERATIONS,
  ...SITE_OPERATIONS,
  ...IMPORT_OPERATIONS,
  ...DEAD_LETTER_OPERATIONS,
  ...PLAUSIBLE_OPERATIONS,
  ...UMAMI_OPERATIONS,
  ...SEED_OPERATIONS,
];

const DESCRIPTION = `Every route says who may call it (x-access):
tracker: anyone, from any page. public: anyone. reader: whoever may read the site. operator: whoever runs the instance.
An instance without accounts is open to whoever reaches it; a key is accepted and not looked at.`;

/** The API's description by OpenAPI 3.1. */
export function openApiDocument(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of OPERATIONS) {
    const path = paths[operation.path] ?? {};
    path[operation.method.toLowerCase()] = shown(operation);
    paths[operation.path] = path;
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Millrace",
      version: "1",
      summary: "Web analytics without cookies",
      description: DESCRIPTION,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: [...new Set(OPERATIONS.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: { key: { type: "http", scheme: "bearer" } },
    },
  };
}

function shown({ method, path, access, tag, summary, description, parameters, body, replies }: Operation) {
  const needsKey = access === "reader" || access === "operator";
  return {
    operationId: `${method.toLowerCase()}${path.replace(/[^A-Za-z0-9]+(.)?/g, (_all, next = "") => next.toUpperCase())}`,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    "x-access": access,
    security: needsKey ? [{}, { key: [] }] : [],
    ...(parameters !== undefined && { parameters }),
    ...(body !== undefined && { requestBody: { required: true, content: body } }),
    responses: replies,
  };
}
