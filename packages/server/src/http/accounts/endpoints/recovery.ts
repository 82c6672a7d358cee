import { defineEndpoints } from "../../serve/endpoint.ts";
import { done, json, ref, replies } from "../../serve/openapi.ts";

const tag = "Accounts";
const PUBLIC = { method: "POST", access: "public", role: "api" } as const;

/** Forgotten passwords. */
export const RECOVERY = defineEndpoints({
  requestRecovery: {
    ...PUBLIC,
    path: "/api/v1/recovery",
    openapi: {
      tag,
      summary: "Sends a link that sets a new password",
      description:
        "Known and unknown addresses get the same reply after the same time. The link works once, for an hour.",
      body: json(ref("RecoveryRequest"), { email: "ada@example.com" }),
      replies: replies(done("requested"), "Sent, if the address has an account", 400, 413, 415, 429, 503),
    },
  },
  resetPassword: {
    ...PUBLIC,
    path: "/api/v1/recovery/reset",
    audit: ["password recovered"],
    openapi: {
      tag,
      summary: "Sets a new password",
      description: "Signs out everywhere, and sends a mail that says so. Does not sign in.",
      body: json(ref("PasswordReset"), {
        token: "what follows # in the link",
        password: "another long sentence",
      }),
      replies: replies(done("changed"), "Changed", 400, 404, 413, 415, 429, 503),
    },
  },
});
