import { defineEndpoints } from "../../serve/endpoint.ts";
import { json, ref, replies, text } from "../../serve/openapi.ts";

/** State and metrics of the instance. */
export const INSTANCE = defineEndpoints({
  ownAddress: {
    method: "GET",
    path: "/api/v1/own-address",
    access: "reader",
    // Never relayed: only the process that a client reaches knows its address.
    role: "front",
    openapi: {
      tag: "Instance",
      summary: "Returns the network address that the client is seen under",
      description: "For an owner who wants to exclude it. It is not stored.",
      replies: {
        200: {
          description: "The address",
          content: json({
            type: "object",
            required: ["address"],
            properties: { address: { type: "string" } },
            additionalProperties: false,
          }),
        },
      },
    },
  },
  health: {
    method: "GET",
    path: "/health",
    access: "public",
    role: "any",
    anyHost: true,
    openapi: {
      tag: "Operations",
      summary: "Returns 200 while the process lives",
      replies: { 200: { description: "It lives", content: json({ type: "object" }, { status: "ok" }) } },
    },
  },
  ready: {
    method: "GET",
    path: "/ready",
    access: "public",
    role: "any",
    anyHost: true,
    openapi: {
      tag: "Operations",
      summary: "Returns whether every part works, or which does not",
      replies: {
        200: { description: "All parts work", content: json({ type: "object" }) },
        503: { description: "Some do not", content: json({ type: "object" }) },
      },
    },
  },
  pipeline: {
    method: "GET",
    path: "/api/v1/pipeline",
    access: "operator",
    role: "api",
    openapi: {
      tag: "Operations",
      summary: "Returns what came in, what waits and what is stored",
      description:
        "Counters are of the processes that reported in the last ten seconds, each since its start. The history is what the process that answers saw: a sample every five seconds for an hour.",
      replies: replies(json(ref("PipelineStatus")), "The state of the pipeline", 503),
    },
  },
  capabilities: {
    method: "GET",
    path: "/api/v1/capabilities",
    access: "reader",
    role: "front",
    openapi: {
      tag: "Operations",
      summary: "Returns what depends on how the instance was installed",
      description:
        "places is what the installed geo database knows: nothing, countries, or regions and cities as well.",
      replies: replies(json(ref("Capabilities")), "What it knows", 503),
    },
  },
  metrics: {
    method: "GET",
    path: "/metrics",
    access: "operator",
    role: "any",
    openapi: {
      tag: "Operations",
      summary: "Returns what the instance counts, for Prometheus",
      replies: { 200: { description: "Prometheus text", content: text("text/plain") } },
    },
  },
});
