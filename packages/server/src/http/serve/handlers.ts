import type { FastifyReply, FastifyRequest } from "fastify";
import type { Answer } from "./answer.ts";
import type { DoorHandler } from "./doors.ts";
import type { Api, Endpoint, EndpointRole } from "./endpoint.ts";
import type { SocketDoorHandler } from "./socket-doors/socket-doors.ts";
import type { SocketHandler } from "./sockets.ts";

/**
 * Answers a request of a route. Errors that it throws are answered in the format of its API. Returns the reply itself
 * if it has sent something other than JSON, such as a file.
 */
export type RouteHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<Answer | FastifyReply>;

type HandlerOf<One extends Endpoint> = One extends { readonly kind: "door" }
  ? DoorHandler
  : One extends { readonly kind: "socket" }
    ? SocketHandler
    : One extends { readonly kind: "socket-door" }
      ? SocketDoorHandler
      : RouteHandler;

type EndpointsOf<Some> = Some extends Api<infer All> ? All : Some;

/**
 * The handlers of an API, or of some of its endpoints, by name; with a role, only those of that role. The compiler
 * reports missing ones.
 */
export type Handlers<Some, Role extends EndpointRole = EndpointRole> = {
  readonly [Name in keyof EndpointsOf<Some> as EndpointsOf<Some>[Name] extends { readonly role: Role }
    ? Name
    : never]: EndpointsOf<Some>[Name] extends Endpoint ? HandlerOf<EndpointsOf<Some>[Name]> : never;
};
