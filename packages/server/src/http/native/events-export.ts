import type { FastifyInstance } from "fastify";
import { BadRequest } from "../../domain/errors.ts";
import type { Event } from "../../domain/event/event.ts";
import type { Log } from "../../ports/log.ts";
import type { EventsQuery } from "../../query/export-events.ts";
import { failureOf } from "../serve/failure.ts";
import { refuseUnknown } from "../serve/known-params.ts";
import { askedFormat } from "../serve/rows/asked-format.ts";
import { sendRows } from "../serve/rows/send-rows.ts";
import { sendFailure } from "../serve/server.ts";
import { readTextParams } from "../serve/text-params.ts";
import { EVENT_COLUMNS, eventRows } from "./event-columns.ts";

export interface EventsExportDeps {
  readonly exportEvents: (query: EventsQuery) => AsyncGenerator<readonly Event[]>;
  readonly log: Log;
}

const PARAMETERS = ["site_id", "from", "to", "format"];

/** `GET /api/v1/export`: the stored events of a site as they are, streamed. NDJSON unless asked otherwise. */
export function eventsExportRoutes(server: FastifyInstance, { exportEvents, log }: EventsExportDeps): void {
  // Without HEAD, which would read all events to send none.
  const options = { config: { access: "reader" }, exposeHeadRoute: false } as const;
  server.get("/api/v1/export", options, async (request, reply) => {
    try {
      const { format, ...query } = readExport(request.query);
      return await sendRows(reply, {
        format: askedFormat(format, request.headers.accept) ?? "ndjson",
        columns: EVENT_COLUMNS,
        pages: eventRows(exportEvents(query)),
        fileName: `${query.site}-events`,
        log,
      });
    } catch (error) {
      return sendFailure(failureOf(error, log), reply, ({ message }) => ({ error: message }));
    }
  });
}

function readExport(input: unknown): EventsQuery & { format: string | undefined } {
  const params = refuseUnknown(readTextParams(input), PARAMETERS);
  const { site_id, from, to, format } = params;
  if (site_id === undefined || site_id === "") throw new BadRequest("site_id is required");
  return { site: site_id, from: from || undefined, to: to || undefined, format };
}

/** The route above, for an edge that hands it on. */
export const EVENTS_EXPORT_ROUTES = [{ method: "GET", url: "/api/v1/export", access: "reader" }] as const;
