import type { IncomingMessage } from "node:http";
import type { Endpoint } from "../endpoint.ts";
import type { Failure } from "../failure.ts";
import { asksForUpgrade } from "../upgrades.ts";
import { createAskedHost, isOwnOrigin } from "./asked-host.ts";
import { createIsServed, type ServedHosts } from "./served-hosts.ts";

/** Returns why a request may not be answered, or null when it may. */
export type Check = (request: IncomingMessage) => Failure | null;

/**
 * Decides who may call an endpoint, from its description alone. Called once for each endpoint that is registered, doors
 * and WebSockets included. The returned check runs before the handler; null: every request may pass.
 */
export type Guard = (endpoint: Endpoint) => Check | null;

export interface GuardOptions {
  /** Returns the host that a request was sent to, as its sender sees it. Default: the Host header. */
  readonly askedHost?: (request: IncomingMessage) => string;
  /** Which hosts are served. Default: every host. */
  readonly hosts?: ServedHosts;
  /** Returns whether another process of the instance relayed a request, after the same checks. Default: never. */
  readonly isRelayed?: (request: IncomingMessage) => boolean;
}

export function createGuard({
  askedHost = createAskedHost([]),
  hosts,
  isRelayed = () => false,
}: GuardOptions = {}): Guard {
  const isServed = hosts === undefined ? null : createIsServed(hosts);

  /**
   * Prevents DNS rebinding: a foreign page can give its own name the address 127.0.0.1, and only Host distinguishes it.
   */
  function refuseForeignHost(request: IncomingMessage): Failure | null {
    const asked = askedHost(request);
    if (isServed === null || isServed(asked, request.socket.localAddress)) return null;
    return {
      status: 403,
      message: `${JSON.stringify(asked.slice(0, 300))} is not a host of this instance: set PUBLIC_URL to the address that people use, or add the host to ALLOWED_HOSTS`,
    };
  }

  /**
   * Prevents cross-site requests: a browser sends its user's credentials with the requests of any page, so a foreign
   * page would act in the user's name. Browsers name the page that changes something: cookies without it come from
   * nobody who could be told apart from one.
   */
  function refuseForeignPage(request: IncomingMessage): Failure | null {
    const { origin, cookie } = request.headers;
    if (origin === undefined && cookie !== undefined && !isRelayed(request)) return FOREIGN_PAGE;
    return isOwnOrigin(origin, askedHost(request)) ? null : FOREIGN_PAGE;
  }

  return function guard(endpoint) {
    const { access, kind, method, anyHost } = endpoint;
    const isIngestion = access === "tracker";
    const isSocket = kind === "socket" || kind === "socket-door";
    const checks = [
      ...(isServed === null || isIngestion || anyHost === true ? [] : [refuseForeignHost]),
      ...(isSocket ? [refuseWithoutUpgrade] : []),
      ...(!isIngestion && (method !== "GET" || isSocket) ? [refuseForeignPage] : []),
    ];
    return checks.length === 0 ? null : (request) => firstFailure(checks, request);
  };
}

const FOREIGN_PAGE: Failure = {
  status: 403,
  message:
    "changes and live WebSockets are accepted from pages of this host only; a reverse proxy must pass Host unchanged",
};
const NO_UPGRADE: Failure = { status: 426, message: "this is a WebSocket: request an upgrade to it" };
/** 16 bytes in base64 (RFC 6455, 4.1). */
const HANDSHAKE_KEY = /^[+/0-9A-Za-z]{22}==$/;
const NO_HANDSHAKE: Failure = {
  status: 400,
  message: "a WebSocket needs sec-websocket-version 13 and a valid sec-websocket-key",
};

function refuseWithoutUpgrade(request: IncomingMessage): Failure | null {
  if (!asksForUpgrade(request)) return NO_UPGRADE;
  const { "sec-websocket-key": key, "sec-websocket-version": version } = request.headers;
  return HANDSHAKE_KEY.test(key ?? "") && version === "13" ? null : NO_HANDSHAKE;
}

function firstFailure(checks: readonly Check[], request: IncomingMessage): Failure | null {
  for (const check of checks) {
    const failure = check(request);
    if (failure !== null) return failure;
  }
  return null;
}
