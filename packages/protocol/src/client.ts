import type { ExportFormat } from "./export-format.ts";
import type { NativeEvent, NativeReply, ReceiptReply } from "./native-event.ts";
import type { PipelineStatus } from "./pipeline-status.ts";
import type { QueryInput, QueryReply } from "./query.ts";
import type { ReportList, ReportReply } from "./report.ts";

export interface ClientOptions {
  /** Where the instance is: `https://stats.example.com`. */
  readonly baseUrl: string;
  /** API key; an open instance needs none. */
  readonly key?: string;
  /** Default: the runtime's own. */
  readonly fetch?: typeof globalThis.fetch;
}

/** A request that was refused or failed on the server; what never got there is fetch's own TypeError. */
export class ClientError extends Error {
  override readonly name = "ClientError";
  readonly status: number;
  /** Seconds after which to try again, where the server says so. */
  readonly retryAfter: number | null;

  constructor(message: string, status: number, retryAfter: number | null) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

type Values = Readonly<Record<string, string | number | boolean | undefined>>;

/** What the events of a site are exported by. Dates are in the site's zone, both included. */
export interface EventsExport {
  readonly site_id: string;
  readonly from?: string;
  readonly to?: string;
  readonly format?: ExportFormat;
}

/** A client of an instance. Every call throws ClientError for a status other than 2xx. */
export function createClient({ baseUrl, key, fetch = globalThis.fetch }: ClientOptions) {
  const base = baseUrl.replace(/\/+$/, "");

  async function call(path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
    const reply = await fetch(base + path, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    });
    if (!reply.ok) throw await toError(reply);
    return reply;
  }

  const json = async <Reply>(path: string, body?: unknown, signal?: AbortSignal): Promise<Reply> =>
    (await (await call(path, body, signal)).json()) as Reply;

  return {
    query: (query: QueryInput, signal?: AbortSignal) => json<QueryReply>("/api/v2/query", query, signal),

    /** All rows of a query, however many, as they come. */
    exportQuery: (query: QueryInput, format: ExportFormat, signal?: AbortSignal) =>
      call(`/api/v2/query?format=${format}`, query, signal),

    reports: async () => (await json<ReportList>("/api/v1/reports")).reports,

    report: (name: string, parameters: Values & { readonly site_id: string }, signal?: AbortSignal) =>
      json<ReportReply>(
        `/api/v1/reports/${encodeURIComponent(name)}${search(parameters)}`,
        undefined,
        signal,
      ),

    /** Visitors of the last five minutes. */
    currentVisitors: (siteId: string) =>
      json<number>(`/api/v1/stats/realtime/visitors${search({ site_id: siteId })}`),

    /** What came in, what waits, what is stored. */
    pipeline: (signal?: AbortSignal) => json<PipelineStatus>("/api/v1/pipeline", undefined, signal),

    /** A site's stored events, as they come. */
    exportEvents: (asked: EventsExport, signal?: AbortSignal) =>
      call(`/api/v1/export${search({ ...asked })}`, undefined, signal),

    sendEvents: (events: readonly NativeEvent[]) => json<NativeReply>("/api/v1/events", events),

    receipt: (receipt: string) => json<ReceiptReply>(`/api/v1/receipts/${encodeURIComponent(receipt)}`),
  };
}

export type Client = ReturnType<typeof createClient>;

function search(values: Values): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) params.set(name, String(value));
  }
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}

async function toError(reply: Response): Promise<ClientError> {
  const text = await reply.text();
  const retryAfter = Number(reply.headers.get("retry-after") ?? Number.NaN);
  return new ClientError(
    messageOf(text) ?? `the server answered ${reply.status}`,
    reply.status,
    Number.isNaN(retryAfter) ? null : retryAfter,
  );
}

/** `{"error": "…"}` is how our own routes tell what is wrong. */
function messageOf(text: string): string | null {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === "string" ? error : null;
  } catch {
    return null;
  }
}
