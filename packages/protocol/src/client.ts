import { ownCalls } from "./account-calls.ts";
import type { Capabilities } from "./capabilities.ts";
import { type Asking, type Json, search, type Values } from "./client-call.ts";
import type { ExportFormat } from "./export-format.ts";
import type { RecentEventList } from "./live.ts";
import type { NativeEvent, NativeReply } from "./native-event.ts";
import type { PipelineStatus } from "./pipeline-status.ts";
import type { QueryInput, QueryReply } from "./query.ts";
import type { ReportList, ReportReply } from "./report.ts";
import type { SessionList, SessionPath } from "./session.ts";
import type {
  AnnotationInfo,
  AnnotationList,
  GoalInfo,
  NewAnnotationInfo,
  NewGoalInfo,
  PropertyKeyList,
  SegmentInfo,
  SiteInfo,
  SiteList,
  SiteOverviewList,
} from "./site.ts";

export interface ClientOptions {
  /** Address of the instance: `https://stats.example.com`. */
  readonly baseUrl: string;
  /** API key. An open instance needs none. */
  readonly key?: string;
  /** Default: `globalThis.fetch`. */
  readonly fetch?: typeof globalThis.fetch;
}

/** The server refused a request or failed. A request that never reached it throws fetch's own TypeError instead. */
export class ClientError extends Error {
  override readonly name = "ClientError";
  readonly status: number;
  /** Seconds after which to try again; null: the server named none. */
  readonly retryAfter: number | null;

  /** What the sender probably meant; null: the server suggests nothing. */
  readonly suggestion: string | null;

  constructor(message: string, status: number, retryAfter: number | null, suggestion: string | null = null) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
    this.suggestion = suggestion;
  }
}

export type ReportValues = Values & { readonly site_id: string };
/** Selects the events of a site to export. Dates are in the site's zone, both included. */
export interface EventsExport {
  readonly site_id: string;
  readonly from?: string;
  readonly to?: string;
  readonly format?: ExportFormat;
}

/** Selects the sessions of a site to list. */
export interface SessionsAsked {
  /** As a report's parameter: `30d`, `2026-03-01,2026-03-09`. Default: `30d`. */
  readonly date_range?: string;
  /** Whether a range that ends with yesterday is extended to today. */
  readonly include_today?: boolean;
  readonly filters?: QueryInput["filters"];
  /** 1 to 200, default 50. */
  readonly limit?: number;
  /** Number of the page, from 1. */
  readonly page?: number;
}

/** Sends requests to an instance. Both throw ClientError for a status other than 2xx. */
export interface Caller {
  readonly call: (path: string, asking?: Asking) => Promise<Response>;
  readonly json: Json;
}

export function createCaller({ baseUrl, key, fetch = globalThis.fetch }: ClientOptions): Caller {
  const base = baseUrl.replace(/\/+$/, "");

  async function call(path: string, { method, body, bytes, signal }: Asking = {}): Promise<Response> {
    const reply = await fetch(base + path, {
      method: method ?? (body === undefined && bytes === undefined ? "GET" : "POST"),
      headers: {
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(bytes !== undefined && { "content-type": "application/octet-stream" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(bytes !== undefined && { body: bytes }),
      ...(signal !== undefined && { signal }),
    });
    if (!reply.ok) throw await toError(reply);
    return reply;
  }

  const json = async <Reply>(path: string, asking?: Asking): Promise<Reply> =>
    (await (await call(path, asking)).json()) as Reply;
  return { call, json };
}

/** Calls about sites and their figures, and about who asks. */
export function figureCalls({ json }: Pick<Caller, "json">) {
  return {
    /** Calls a route that has no function of its own here. */
    json,

    query: (body: QueryInput, signal?: AbortSignal) => json<QueryReply>("/api/v2/query", { body, signal }),

    reports: async () => (await json<ReportList>("/api/v1/reports")).reports,

    report: (name: string, parameters: ReportValues, signal?: AbortSignal) =>
      json<ReportReply>(reportPath(name, parameters), { signal }),

    /** Returns the number of visitors of the last five minutes. */
    currentVisitors: (siteId: string) =>
      json<number>(`/api/v1/stats/realtime/visitors${search({ site_id: siteId })}`),

    /** Returns a site's sessions, the newest first. */
    sessions: (siteId: string, { filters, ...asked }: SessionsAsked = {}, signal?: AbortSignal) =>
      json<SessionList>(
        `/api/v1/sites/${encodeURIComponent(siteId)}/sessions${search({
          ...asked,
          ...(filters !== undefined && { filters: JSON.stringify(filters) }),
        })}`,
        { signal },
      ),

    /** Returns a session and its events, by the id from the list of sessions. */
    session: (siteId: string, id: string, signal?: AbortSignal) =>
      json<SessionPath>(`/api/v1/sites/${encodeURIComponent(siteId)}/sessions/${encodeURIComponent(id)}`, {
        signal,
      }),

    /** Returns the latest events of a site, the newest first. */
    recentEvents: async (siteId: string, signal?: AbortSignal) =>
      (await json<RecentEventList>(`/api/v1/sites/${encodeURIComponent(siteId)}/recent-events`, { signal }))
        .events,

    /** Returns the state of the pipeline: what came in, what waits, what is stored. */
    pipeline: (signal?: AbortSignal) => json<PipelineStatus>("/api/v1/pipeline", { signal }),

    /** Returns what depends on how the instance was installed. */
    capabilities: (signal?: AbortSignal) => json<Capabilities>("/api/v1/capabilities", { signal }),

    sendEvents: (body: readonly NativeEvent[]) => json<NativeReply>("/api/v1/events", { body }),

    ...siteCalls(json),
    ...ownCalls(json),
  };
}

function siteCalls(json: Json) {
  const of = (site: string, rest = "") => `${SITES}/${encodeURIComponent(site)}${rest}`;
  return {
    sites: async () => (await json<SiteList>(SITES)).sites,
    /** Returns all sites with their visitors of the last 24 hours. */
    sitesOverview: async (signal?: AbortSignal) =>
      (await json<SiteOverviewList>("/api/v1/sites-overview", { signal })).sites,
    site: (site: string) => json<SiteInfo>(of(site)),

    goals: async (site: string) => (await json<{ goals: readonly GoalInfo[] }>(of(site, "/goals"))).goals,
    createGoal: (site: string, body: NewGoalInfo) => json<GoalInfo>(of(site, "/goals"), { body }),

    segments: async (site: string) =>
      (await json<{ segments: readonly SegmentInfo[] }>(of(site, "/segments"))).segments,
    createSegment: (site: string, body: Omit<SegmentInfo, "id">) =>
      json<SegmentInfo>(of(site, "/segments"), { body }),
    deleteSegment: async (site: string, id: number) => void (await json(of(site, `/segments/${id}`), DELETE)),

    annotations: async (site: string) => (await json<AnnotationList>(of(site, "/annotations"))).annotations,
    createAnnotation: (site: string, body: NewAnnotationInfo) =>
      json<AnnotationInfo>(of(site, "/annotations"), { body }),
    updateAnnotation: (site: string, id: number, body: Partial<NewAnnotationInfo>) =>
      json<AnnotationInfo>(of(site, `/annotations/${id}`), { method: "PATCH", body }),
    deleteAnnotation: async (site: string, id: number) =>
      void (await json(of(site, `/annotations/${id}`), DELETE)),

    /** Returns keys of properties, the most frequent first; `date_range` as in a report. */
    propertyKeys: async (
      site: string,
      asked: { readonly date_range?: string; readonly event?: string } = {},
      signal?: AbortSignal,
    ) => (await json<PropertyKeyList>(of(site, `/properties${search({ ...asked })}`), { signal })).keys,
  };
}

const SITES = "/api/v1/sites";
const DELETE = { method: "DELETE" } as const;

export const reportPath = (name: string, values: Values) =>
  `/api/v1/reports/${encodeURIComponent(name)}${search(values)}`;

async function toError(reply: Response): Promise<ClientError> {
  const text = await reply.text();
  const retryAfter = Number(reply.headers.get("retry-after") ?? Number.NaN);
  return new ClientError(
    textIn(text, "error") ?? `the server answered ${reply.status}`,
    reply.status,
    Number.isNaN(retryAfter) ? null : retryAfter,
    textIn(text, "suggestion"),
  );
}

/** Reads a text of Millrace's own error bodies, `{"error": "…"}`. */
function textIn(body: string, name: "error" | "suggestion"): string | null {
  try {
    const found = (JSON.parse(body) as Record<string, unknown>)[name];
    return typeof found === "string" ? found : null;
  } catch {
    return null;
  }
}
