import { defineEndpoints } from "../../serve/endpoint.ts";
import { json, ref, replies, text } from "../../serve/openapi.ts";

/** State and metrics of the instance. */
export const INSTANCE = defineEndpoints({
  ownAddress: {
    method: "GET",
    path: "/api/v1/own-address",
    access: "public",
    // Never relayed: only the process that a client reaches knows its address.
    role: "front",
    openapi: {
      tag: "Instance",
      summary: "Returns the client's network address as the server sees it",
      description: "Owners use it to exclude their own visits. It is not stored.",
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
      summary: "Returns 200 while the process runs",
      replies: {
        200: { description: "The process runs", content: json({ type: "object" }, { status: "ok" }) },
      },
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
      summary: "Returns whether the process is ready, and which part is not",
      replies: {
        200: { description: "Ready", content: json({ type: "object" }) },
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
      summary: "Returns how many events were received, are queued and are stored",
      description:
        "Counters cover the processes that reported in the last ten seconds, each since its start. The history is that of the responding process: a sample every five seconds for an hour.",
      replies: replies(json(ref("PipelineStatus")), "The state of the pipeline", 503),
    },
  },
  capabilities: {
    method: "GET",
    path: "/api/v1/capabilities",
    access: "known",
    role: "front",
    openapi: {
      tag: "Operations",
      summary: "Returns the capabilities that depend on the installation",
      description:
        "`places` is the detail of the installed geo database: none, countries, or regions and cities as well.",
      replies: replies(json(ref("Capabilities")), "The capabilities", 503),
    },
  },
  metrics: {
    method: "GET",
    path: "/metrics",
    access: "operator",
    role: "any",
    openapi: {
      tag: "Operations",
      summary: "Returns metrics in the text format of Prometheus",
      replies: { 200: { description: "The metrics", content: text("text/plain") } },
    },
  },
});
