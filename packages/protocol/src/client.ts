import { accountCalls } from "./account-calls.ts";
import type { Capabilities } from "./capabilities.ts";
import { type Asking, type Json, search, type Values } from "./client-call.ts";
import { credentialCalls } from "./credential-calls.ts";
import type { ErasureInfo, ErasureList, NewErasure } from "./erasure.ts";
import type { ExportFormat } from "./export-format.ts";
import type { ImportInfo, ImportList, NewImport } from "./import.ts";
import type { RecentEventList } from "./live.ts";
import type { NativeEvent, NativeReply, ReceiptReply } from "./native-event.ts";
import type { DeadLetterList, DeadLettersEnded, PipelineStatus } from "./pipeline-status.ts";
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
  SiteChanges,
  SiteInfo,
  SiteList,
  SiteOverviewList,
  UnknownSiteList,
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

type ReportValues = Values & { readonly site_id: string };
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

/** Creates a client of an instance. Every call throws ClientError for a status other than 2xx. */
export function createClient({ baseUrl, key, fetch = globalThis.fetch }: ClientOptions) {
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

  return {
    /** Calls a route that has no function of its own here. */
    json,

    query: (body: QueryInput, signal?: AbortSignal) => json<QueryReply>("/api/v2/query", { body, signal }),

    /** Streams all rows of a query, without a limit. */
    exportQuery: (body: QueryInput, format: ExportFormat, signal?: AbortSignal) =>
      call(`/api/v2/query?format=${format}`, { body, signal }),

    reports: async () => (await json<ReportList>("/api/v1/reports")).reports,

    report: (name: string, parameters: ReportValues, signal?: AbortSignal) =>
      json<ReportReply>(reportPath(name, parameters), { signal }),

    /** Streams all rows of a report, or the first `limit`. */
    exportReport: (name: string, parameters: ReportValues, format: ExportFormat, signal?: AbortSignal) =>
      call(reportPath(name, { ...parameters, format }), { signal }),

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

    /** Streams a site's stored events. */
    exportEvents: (asked: EventsExport, signal?: AbortSignal) =>
      call(`/api/v1/export${search({ ...asked })}`, { signal }),

    /** Streams everything of a site as a tar archive. A stream that ends with an error is not whole. */
    exportSite: (site: string, signal?: AbortSignal) =>
      call(`${SITES}/${encodeURIComponent(site)}/archive`, { signal }),

    sendEvents: (body: readonly NativeEvent[]) => json<NativeReply>("/api/v1/events", { body }),

    receipt: (receipt: string) => json<ReceiptReply>(`/api/v1/receipts/${encodeURIComponent(receipt)}`),

    /** Returns the network address under which the instance sees this client. */
    ownAddress: async () => (await json<{ address: string }>("/api/v1/own-address")).address,

    ...siteCalls(json),
    ...importCalls(json),
    ...deadLetterCalls(json),
    ...credentialCalls(json),
    ...accountCalls(json),
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
    /** Creates a site. Missing settings are those of a site created by its first event; `team` is needed by who has several. */
    createSite: (body: Pick<SiteInfo, "name"> & SiteChanges & { readonly team?: number }) =>
      json<SiteInfo>(SITES, { body }),
    updateSite: (site: string, body: SiteChanges) => json<SiteInfo>(of(site), { method: "PATCH", body }),

    /** Deletes a site with everything it has; `confirm` is its name. */
    deleteSite: async (site: string, confirm: string) =>
      void (await json(of(site), { method: "DELETE", body: { confirm } })),
    /** Deletes a site's events and keeps everything else; `confirm` is its name. */
    resetSite: async (site: string, confirm: string) =>
      void (await json(of(site, "/reset"), { body: { confirm } })),

    /** Returns the parts of a site's events that were erased, the latest first. */
    erasures: async (site: string) => (await json<ErasureList>(of(site, "/erasures"))).erasures,
    /** Erases a period or a person of a site; `confirm` is its name. */
    requestErasure: (site: string, body: NewErasure) => json<ErasureInfo>(of(site, "/erasures"), { body }),

    /** Returns names that events were sent under and that belong to no site. */
    unknownSites: async () => (await json<UnknownSiteList>(UNKNOWN_SITES)).unknown_sites,
    /** Creates a site of that name. */
    acceptUnknownSite: (name: string) =>
      json<SiteInfo>(`${UNKNOWN_SITES}/${encodeURIComponent(name)}/accept`, { method: "POST", body: {} }),
    ignoreUnknownSite: async (name: string) =>
      void (await json(`${UNKNOWN_SITES}/${encodeURIComponent(name)}/ignore`, { method: "POST", body: {} })),

    goals: async (site: string) => (await json<{ goals: readonly GoalInfo[] }>(of(site, "/goals"))).goals,
    createGoal: (site: string, body: NewGoalInfo) => json<GoalInfo>(of(site, "/goals"), { body }),
    deleteGoal: async (site: string, id: number) => void (await json(of(site, `/goals/${id}`), DELETE)),

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

/** Imports of other systems' files: started with the files' names, uploaded in pieces, tried, written, removed. */
function importCalls(json: Json) {
  const of = (site: string, rest = "") => `${SITES}/${encodeURIComponent(site)}/imports${rest}`;
  return {
    imports: async (site: string) => (await json<ImportList>(of(site))).imports,
    beginImport: (site: string, body: NewImport) => json<ImportInfo>(of(site), { body }),
    import: (site: string, id: string) => json<ImportInfo>(of(site, `/${id}`)),
    /** Uploads the next bytes of a file, at most IMPORT_PIECE_BYTES. */
    sendImportPiece: (
      site: string,
      id: string,
      piece: { readonly file: number; readonly offset: number; readonly bytes: Blob },
      signal?: AbortSignal,
    ) => {
      const { bytes, ...at } = piece;
      return json<ImportInfo>(of(site, `/${id}/data${search(at)}`), { bytes, signal });
    },
    runImport: (site: string, id: string, dryRun: boolean) =>
      json<ImportInfo>(of(site, `/${id}/run`), { body: { dry_run: dryRun } }),
    removeImport: async (site: string, id: string) => void (await json(of(site, `/${id}`), DELETE)),
  };
}

function deadLetterCalls(json: Json) {
  return {
    /** Returns at most `limit` dead letters, never more than 500. */
    deadLetters: (limit?: number) => json<DeadLetterList>(`${DEAD_LETTERS}${search({ limit })}`),
    retryDeadLetters: (keys: readonly string[]) =>
      json<DeadLettersEnded>(`${DEAD_LETTERS}/retry`, { body: { keys } }),
    purgeDeadLetters: (keys: readonly string[]) =>
      json<DeadLettersEnded>(`${DEAD_LETTERS}/purge`, { body: { keys } }),
  };
}

const SITES = "/api/v1/sites";
const UNKNOWN_SITES = "/api/v1/unknown-sites";
const DEAD_LETTERS = "/api/v1/dead-letters";
const DELETE = { method: "DELETE" } as const;

export type Client = ReturnType<typeof createClient>;

const reportPath = (name: string, values: Values) =>
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
