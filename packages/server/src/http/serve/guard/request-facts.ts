import type { IncomingMessage } from "node:http";
import { RELAY_NOTE, type RelayNotes } from "../relay/relay-note.ts";
import { createAskedHost } from "./asked-host.ts";
import { createClientAddress, createTrust, peerOf } from "./client-address.ts";
import type { RequestFacts } from "./facts.ts";
import { hostOf, isLoopback, isPrivateInstance } from "./served-hosts.ts";

export interface RequestFactsOptions {
  /** Addresses and CIDR ranges. */
  readonly trustedProxies: readonly string[];
  /** The address that the server listens on, as in HOST. */
  readonly boundHost: string;
  /** The address that people use, if it is set. */
  readonly publicUrl: string | null;
  readonly notes: RelayNotes;
}

export type ReadFacts = (request: IncomingMessage) => RequestFacts;

/** Headers of requests that came through a proxy. */
const PROXIED = ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "via", "x-real-ip"];

export function createReadFacts({
  trustedProxies,
  boundHost,
  publicUrl,
  notes,
}: RequestFactsOptions): ReadFacts {
  const clientAddress = createClientAddress(trustedProxies);
  const askedHost = createAskedHost(trustedProxies);
  const trusted = createTrust(trustedProxies);
  const published = publicUrl === null ? null : new URL(publicUrl);
  const isPrivate = isPrivateInstance(boundHost, publicUrl);

  function isHttps(request: IncomingMessage, host: string): boolean {
    const { "x-forwarded-proto": proto } = request.headers;
    if (proto !== undefined && trusted(peerOf(request)))
      return String(proto).split(",")[0]?.trim() === "https";
    // Behind a proxy that says nothing of it.
    return published?.protocol === "https:" && hostOf(host) === hostOf(published.host);
  }

  function isLocal(request: IncomingMessage, host: string): boolean {
    if (!isPrivate || !isLoopback(hostOf(host) ?? "") || !isLoopback(peerOf(request))) return false;
    return PROXIED.every((name) => request.headers[name] === undefined);
  }

  return function readFacts(request) {
    const note = request.headers[RELAY_NOTE];
    const noted = note === undefined ? null : notes.read(String(note));
    if (noted !== null) return noted;
    const host = askedHost(request);
    return {
      address: clientAddress(request),
      host,
      isHttps: isHttps(request, host),
      isLocal: isLocal(request, host),
      isRelayed: false,
      isInstance: false,
    };
  };
}
