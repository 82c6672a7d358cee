import type { AuditAction } from "@millrace/protocol";
import type { Access } from "../../accounts/access.ts";
import type { Failure } from "./failure.ts";
import type { Description, Schema } from "./openapi.ts";

/**
 * Which processes answer an endpoint.
 *   ingest  those with the role ingest
 *   api     those with the role api; processes with the role ingest and without api relay to them
 *   front   those with either role: what people and pages reach
 *   any     every process
 */
export type EndpointRole = "ingest" | "api" | "front" | "any";

/**
 * Where a request names its site: a parameter of the path, of the query or a field of the body. `events`: each event
 * names its own. `always`: the site is always the same.
 */
export type SiteIn = `path:${string}` | `query:${string}` | `body:${string}` | `always:${string}` | "events";

/** What pages of other origins may do with a door (CORS). */
export interface Cors {
  /** Request headers that a page may set. */
  readonly allowHeaders: string;
  /** Reply headers that a page may read. */
  readonly exposeHeaders?: string;
  /** The tracker sends credentials, so the reply names its origin instead of `*`. */
  readonly credentials?: true;
}

/** A route as plain data: everything about it except its handler. */
export interface Endpoint {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Parameters look like `:site`. A door's path has none. */
  readonly path: string;
  /**
   * `door`: accepts events on node:http, ahead of the framework. `socket`: a WebSocket. `socket-door`: a WebSocket that
   * accepts events, ahead of the framework. Default: a route of the framework.
   */
  readonly kind?: "door" | "socket" | "socket-door";
  /** The rule that says who may call it. */
  readonly access: Access;
  readonly siteIn?: SiteIn;
  /** Where a request names its report, on which a share link's cards depend. */
  readonly reportIn?: `path:${string}` | `always:${string}`;
  /** Parameter of the path that names a share link, as whose guest the request is answered. */
  readonly shareIn?: `path:${string}`;
  readonly role: EndpointRole;
  /**
   * What the audit log records of it: one action, for every reply that is no refusal, or those of which the handler notes
   * what happened.
   */
  readonly audit?: AuditAction | readonly AuditAction[];
  /** Served for any Host, since it returns no data of the instance. Always so for ingestion. */
  readonly anyHost?: true;
  /** Without HEAD, which would do all the work of GET to send nothing. */
  readonly noHead?: true;
  /** Of a door. Default: POST with JSON from any origin, without credentials. */
  readonly cors?: Cors;
  /** Null for files that pages consist of: they are not part of the API. */
  readonly openapi: Description | null;
}

export type Endpoints = Readonly<Record<string, Endpoint>>;

/** The endpoints of one protocol, and what they have in common. */
export interface Api<All extends Endpoints = Endpoints> {
  readonly name: string;
  /** Returns an error's body in this API's format. */
  readonly toBody: (failure: Failure, endpoint: Endpoint) => unknown;
  /** Schemas that descriptions refer to, by name. */
  readonly schemas?: () => Readonly<Record<string, Schema>>;
  readonly endpoints: All;
}

/** Keeps methods, roles and kinds as literal types, from which Handlers are derived. */
export const defineEndpoints = <const All extends Endpoints>(endpoints: All): All => endpoints;

export const defineApi = <const All extends Endpoints>(api: Api<All>): Api<All> => api;

/** An endpoint with the API that it belongs to. */
export interface Listed {
  readonly api: Api;
  readonly endpoint: Endpoint;
}

/**
 * Returns all endpoints of some APIs. Throws when two have the same method and path: one would never be reached. Only a
 * page and a socket door can share them, which an upgrade tells apart.
 */
export function listEndpoints(apis: readonly Api[]): Listed[] {
  const listed = apis.flatMap((api) =>
    Object.values(api.endpoints).map((endpoint) => ({ api: api as Api, endpoint })),
  );
  const known = new Set<string>();
  for (const { endpoint } of listed) {
    const route = routeOf(endpoint);
    const key = endpoint.kind === "socket-door" ? `${route} (upgrade)` : route;
    if (known.has(key)) throw new Error(`two endpoints are ${route}`);
    known.add(key);
  }
  return listed;
}

/** Returns `GET /api/v1/sites`, for messages and tables. */
export const routeOf = ({ method, path }: Pick<Endpoint, "method" | "path">): string => `${method} ${path}`;
