import { accountCalls } from "./account-calls.ts";
import { type Caller, type EventsExport, type ReportValues, reportPath } from "./client.ts";
import { type Json, search } from "./client-call.ts";
import { credentialCalls } from "./credential-calls.ts";
import type { ErasureInfo, ErasureList, NewErasure } from "./erasure.ts";
import type { ExportFormat } from "./export-format.ts";
import type { ImportInfo, ImportList, NewImport } from "./import.ts";
import type { ReceiptReply } from "./native-event.ts";
import type { DeadLetterList, DeadLettersEnded } from "./pipeline-status.ts";
import type { QueryInput } from "./query.ts";
import { shareCalls } from "./share-calls.ts";
import type { SiteChanges, SiteInfo, UnknownSiteList } from "./site.ts";
import type { TraceReply } from "./trace.ts";

/** All other calls: pages that need them load them by themselves. */
export function moreCalls({ call, json }: Caller) {
  return {
    ...fileCalls({ call, json }),
    ...manageCalls(json),
    ...importCalls(json),
    ...deadLetterCalls(json),
    ...credentialCalls(json),
    ...accountCalls(json),
    ...shareCalls(json),
    /** Returns the stages that an event has passed, by its id or receipt; null: an event of any site. */
    trace: (event: string, site: string | null) =>
      json<TraceReply>(
        `/api/v1/${site === null ? "" : `sites/${encodeURIComponent(site)}/`}traces/${encodeURIComponent(event)}`,
      ),
  };
}

/** What is streamed as a file, and small things beside. */
function fileCalls({ call, json }: Caller) {
  return {
    /** Streams all rows of a query, without a limit. */
    exportQuery: (body: QueryInput, format: ExportFormat, signal?: AbortSignal) =>
      call(`/api/v2/query?format=${format}`, { body, signal }),
    /** Streams all rows of a report, or the first `limit`. */
    exportReport: (name: string, parameters: ReportValues, format: ExportFormat, signal?: AbortSignal) =>
      call(reportPath(name, { ...parameters, format }), { signal }),
    /** Streams a site's stored events. */
    exportEvents: (asked: EventsExport, signal?: AbortSignal) =>
      call(`/api/v1/export${search({ ...asked })}`, { signal }),
    /** Streams everything of a site as a tar archive. A stream that ends with an error is not whole. */
    exportSite: (site: string, signal?: AbortSignal) =>
      call(`${SITES}/${encodeURIComponent(site)}/archive`, { signal }),
    receipt: (receipt: string) => json<ReceiptReply>(`/api/v1/receipts/${encodeURIComponent(receipt)}`),
    /** Returns the network address under which the instance sees this client. */
    ownAddress: async () => (await json<{ address: string }>("/api/v1/own-address")).address,
  };
}

/** A site's life, and what its admins do. */
function manageCalls(json: Json) {
  const of = (site: string, rest = "") => `${SITES}/${encodeURIComponent(site)}${rest}`;
  return {
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
    deleteGoal: async (site: string, id: number) => void (await json(of(site, `/goals/${id}`), DELETE)),
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
const DEAD_LETTERS = "/api/v1/dead-letters";
const DELETE = { method: "DELETE" } as const;
const UNKNOWN_SITES = "/api/v1/unknown-sites";
