import type { Actors } from "../accounts/actors.ts";
import { createLimitKeys } from "../accounts/limit-keys.ts";
import type { RecordAudit } from "../accounts/record-audit.ts";
import { APIS } from "../http/apis.ts";
import type { DoorsDeps } from "../http/serve/doors.ts";
import { createAskedHost } from "../http/serve/guard/asked-host.ts";
import { createAuthorize } from "../http/serve/guard/authorize.ts";
import { createGuard } from "../http/serve/guard/guard.ts";
import type { ReadFacts } from "../http/serve/guard/request-facts.ts";
import { createHttpServer, type HttpServer } from "../http/serve/server.ts";
import type { Log } from "../ports/log.ts";
import { type Config, ConfigError } from "./config.ts";
import { clock } from "./open-drivers.ts";

/** Creates the server with the guard that the settings require, and with doors in a process with the role ingest. */
export function openServer(
  config: Config,
  { readFacts, actors, recordAudit, log, doors }: ServerParts,
): HttpServer {
  const guard = createGuard({
    askedHost: createAskedHost(config.trustedProxies),
    hosts: { boundHost: config.host, allowedHosts: config.allowedHosts },
    isRelayed: (request) => readFacts(request).isRelayed,
  });
  const authorize = createAuthorize({ readFacts, actors, limitKeys: createLimitKeys(clock) });
  const common = { log, apis: APIS, guard, authorize, recordAudit };
  const { socketLimits } = config;
  return createHttpServer({ ...common, ...(doors === null ? {} : { doors, socketLimits }) });
}

export interface ServerParts {
  readonly readFacts: ReadFacts;
  readonly actors: Actors;
  readonly recordAudit: RecordAudit;
  readonly log: Log;
  readonly doors: Omit<DoorsDeps, "guard" | "log"> | null;
}

/** Resolves with the address on which it listens. Throws ConfigError. */
export async function listen(server: HttpServer, { host, port, websocketPort }: Config): Promise<string> {
  const url = await explained("PORT", { host, port }, () => server.routes.listen({ host, port }));
  if (websocketPort !== null) {
    const also = { host, port: websocketPort };
    const second = await explained("WEBSOCKET_PORT", also, () => server.listenAlso(also));
    server.log.info({ port: second }, "listening on a second port");
  }
  return url;
}

async function explained<Result>(
  setting: string,
  { host, port }: { host: string; port: number },
  open: () => Promise<Result>,
): Promise<Result> {
  try {
    return await open();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") throw new ConfigError(`port ${port} is in use: set ${setting} to a free one`);
    if (code === "EADDRNOTAVAIL")
      throw new ConfigError(`HOST=${host} is not an address of this machine: set HOST to one that is`);
    if (code === "EACCES")
      throw new ConfigError(`this user may not open port ${port}: set ${setting} above 1023`);
    throw error;
  }
}
