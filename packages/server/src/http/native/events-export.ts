import { BadRequest } from "../../domain/errors.ts";
import type { Event } from "../../domain/event/event.ts";
import type { Log } from "../../ports/log.ts";
import type { EventsQuery } from "../../query/export-events.ts";
import type { Handlers } from "../serve/handlers.ts";
import { refuseUnknown } from "../serve/known-params.ts";
import { askedFormat } from "../serve/rows/asked-format.ts";
import { sendRows } from "../serve/rows/send-rows.ts";
import { readTextParams } from "../serve/text-params.ts";
import type { EVENTS_EXPORT } from "./endpoints/events-export.ts";
import { EVENT_COLUMNS, eventRows } from "./event-columns.ts";

export interface EventsExportDeps {
  readonly exportEvents: (query: EventsQuery) => AsyncGenerator<readonly Event[]>;
  readonly log: Log;
}

const PARAMETERS = ["site_id", "from", "to", "format"];

/** Streams the stored events of a site unchanged, as NDJSON unless another format is requested. */
export const createExportHandlers = ({
  exportEvents,
  log,
}: EventsExportDeps): Handlers<typeof EVENTS_EXPORT> => ({
  async exportEvents(request, reply) {
    const { format, ...query } = readExport(request.query);
    return sendRows(reply, {
      format: askedFormat(format, request.headers.accept) ?? "ndjson",
      columns: EVENT_COLUMNS,
      pages: eventRows(exportEvents(query)),
      fileName: `${query.site}-events`,
      log,
    });
  },
});

function readExport(input: unknown): EventsQuery & { format: string | undefined } {
  const params = refuseUnknown(readTextParams(input), PARAMETERS);
  const { site_id, from, to, format } = params;
  if (site_id === undefined || site_id === "") throw new BadRequest("site_id is required");
  return { site: site_id, from: from || undefined, to: to || undefined, format };
}
