import type { EventStore } from "../../../ports/event-store.ts";
import type { EventStoreOptions } from "../options.ts";
import { createClickHouseStore } from "./store.ts";
import { openChdbTransport } from "./transport-chdb.ts";

/** Opens ClickHouse embedded in this process, on the folder that the URL `chdb:<folder>` names. */
export async function open(url: string, options: EventStoreOptions): Promise<EventStore> {
  const transport = await openChdbTransport(url, options.readers);
  return createClickHouseStore(transport, { scope: "process", ...options });
}
