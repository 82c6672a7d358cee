import { defineEndpoints } from "../../serve/endpoint.ts";
import { done, json, ref, replies } from "../../serve/openapi.ts";

const tag = "Accounts";
const PERSON = { method: "POST", access: "person", role: "api" } as const;

/** E-mail addresses: confirmed and changed by links. */
export const EMAILS = defineEndpoints({
  requestVerification: {
    ...PERSON,
    path: "/api/v1/me/email/verify",
    openapi: {
      tag,
      summary: "Sends a link that confirms one's e-mail address",
      description: "The link works once, for a day.",
      body: json({ type: "object" }, {}),
      replies: replies(done("requested"), "Sent", 409, 429, 503),
    },
  },
  requestEmailChange: {
    ...PERSON,
    path: "/api/v1/me/email",
    openapi: {
      tag,
      summary: "Sends a link that changes one's e-mail address",
      description:
        "Sent to the new address; until it is opened, the address stays. The reply is the same if somebody has the address.",
      body: json(ref("EmailChange"), {
        email: "ada@example.org",
        current_password: "a long sentence is easy to remember",
      }),
      replies: replies(done("requested"), "Sent", 400, 413, 415, 429, 503),
    },
  },
  confirmEmail: {
    method: "POST",
    path: "/api/v1/email/confirm",
    access: "public",
    role: "api",
    audit: ["e-mail confirmed", "e-mail changed"],
    openapi: {
      tag,
      summary: "Confirms or changes an e-mail address",
      body: json(ref("EmailConfirmation"), { token: "what follows # in the link" }),
      replies: replies(json(ref("EmailConfirmed")), "Confirmed", 400, 404, 409, 413, 415, 429, 503),
    },
  },
});
