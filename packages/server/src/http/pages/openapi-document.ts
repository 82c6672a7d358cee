import { type Api, type Endpoint, type Listed, listEndpoints } from "../serve/endpoint.ts";
import type { Description } from "../serve/openapi.ts";

const DESCRIPTION = `x-access names the rule that says who may call an endpoint.
tracker, public: anyone. known: any person, key or share link. person: who is signed in, about their own account.
site:report, site:view, site:edit, site:manage: who sees, edits or manages the site; share links have site:report for their cards.
shared: guests of the share link. sites:list, sites:create, team:view, team:manage, team:own: by the role in a team. operator: who operates the instance.
Programs send an API key, \`Authorization: Bearer <key>\`, which opens what its scopes allow: read, manage, operate. Browsers have the cookie of their sign-in.
An instance without an account is open to its own machine; any other request needs the set-up link.`;

/** Describes APIs by OpenAPI 3.1. Endpoints that only pages use are left out. */
export function openApiDocument(apis: readonly Api[]): Record<string, unknown> {
  const described = listEndpoints(apis).filter(isDescribed);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { endpoint } of described) {
    const path = endpoint.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint, path) };
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
    tags: [...new Set(described.map(({ endpoint }) => endpoint.openapi.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.assign({}, ...apis.map(({ schemas }) => schemas?.() ?? {})),
      securitySchemes: { key: { type: "http", scheme: "bearer" } },
    },
  };
}

type Described = Endpoint & { readonly openapi: Description };

const isDescribed = (listed: Listed): listed is Listed & { readonly endpoint: Described } =>
  listed.endpoint.openapi !== null;

function operation({ method, access, openapi }: Described, path: string) {
  const { tag, summary, description, parameters, body, replies } = openapi;
  const needsKey = access !== "tracker" && access !== "public";
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
