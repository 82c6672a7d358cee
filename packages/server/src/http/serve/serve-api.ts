import type { RouteHandlerMethod, RouteShorthandOptions } from "fastify";
import type { Answer } from "./answer.ts";
import type { DoorHandler } from "./doors.ts";
import { type Api, type EndpointRole, type Endpoints, type Listed, listEndpoints } from "./endpoint.ts";
import { type Failure, failureOf, RETRY_AFTER_SECONDS } from "./failure.ts";
import type { Handlers, RouteHandler } from "./handlers.ts";
import { type HttpServer, sendFailure } from "./server.ts";
import type { SocketDoorHandler } from "./socket-doors/socket-doors.ts";
import type { SocketHandler } from "./sockets.ts";
import { takeUpgrade } from "./upgrades.ts";

const TOO_MANY_SOCKETS: Failure = {
  status: 503,
  message: "too many viewers at once, try again",
  retryAfter: RETRY_AFTER_SECONDS,
};

/** Registers the endpoints of an API that this role answers on a server. */
export function serveApi<All extends Endpoints, Role extends EndpointRole>(
  server: HttpServer,
  api: Api<All>,
  role: Role,
  handlers: Handlers<All, Role>,
): void {
  for (const [name, endpoint] of Object.entries(api.endpoints)) {
    if (endpoint.role !== role) continue;
    const listed = { api, endpoint } as unknown as Listed;
    const handler = (handlers as Readonly<Record<string, unknown>>)[name];
    if (endpoint.kind === "door") openDoor(server, listed, handler as DoorHandler);
    else if (endpoint.kind === "socket-door") openSocketDoor(server, listed, handler as SocketDoorHandler);
    else if (endpoint.kind === "socket") addSocket(server, listed, handler as SocketHandler);
    else addRoute(server, listed, handler as RouteHandler);
  }
}

function openDoor({ doors }: HttpServer, listed: Listed, handler: DoorHandler): void {
  if (doors === null) throw new Error(`the server was made without doors: ${listed.endpoint.path}`);
  doors.open(listed, handler);
}

function openSocketDoor({ socketDoors, apis }: HttpServer, listed: Listed, handler: SocketDoorHandler): void {
  const { path } = listed.endpoint;
  if (socketDoors === null) throw new Error(`the server was made without doors: ${path}`);
  const isShared = listEndpoints(apis).some(
    ({ endpoint }) => endpoint.path === path && endpoint.method === "GET" && endpoint.kind !== "socket-door",
  );
  socketDoors.open(listed, handler, isShared);
}

function addRoute({ routes, log }: HttpServer, listed: Listed, handler: RouteHandler): void {
  route(routes, listed, async (request, reply) => {
    try {
      // A reply of the framework resolves with nothing once it is sent.
      const answer = (await handler(request, reply)) as Answer | undefined;
      if (answer === undefined) return reply;
      const { status, body, headers } = answer;
      reply.code(status);
      if (headers !== undefined) reply.headers(headers as Record<string, string | string[]>);
      return body === undefined
        ? reply.send()
        : reply.type("application/json; charset=utf-8").send(JSON.stringify(body));
    } catch (error) {
      return sendFailure(failureOf(error, log), reply, listed);
    }
  });
}

function addSocket(
  { routes, sockets, authorize, log }: HttpServer,
  listed: Listed,
  handler: SocketHandler,
): void {
  route(routes, listed, async (request, reply) => {
    try {
      const peer = await handler(request);
      // Only now: a crowd may have come in while the handler looked.
      if (sockets.isFull) return sendFailure(TOO_MANY_SOCKETS, reply, listed);
      const upgrade = takeUpgrade(request.raw);
      reply.hijack();
      sockets.accept(request.raw, upgrade, {
        ...peer,
        isStillAllowed: async () => (await authorize(request, listed)) === null,
      });
      return reply;
    } catch (error) {
      return sendFailure(failureOf(error, log), reply, listed);
    }
  });
}

/** Registers a route of the framework as its endpoint describes it. */
export function route(
  routes: HttpServer["routes"],
  listed: Listed,
  handler: RouteHandlerMethod,
  config: { readonly isRelayed?: true } = {},
): void {
  const { method, path: url, noHead } = listed.endpoint;
  const options: RouteShorthandOptions = { config: { listed, ...config } };
  if (noHead === true) options.exposeHeadRoute = false;
  routes.route({ ...options, method, url, handler });
}
