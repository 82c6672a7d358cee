import { defineEndpoints } from "../../serve/endpoint.ts";
import { done, json, pathParameter, ref, replies, repliesOfMaking } from "../../serve/openapi.ts";

const tag = "Accounts";
const PATH = "/api/v1/me/passkeys";
const PERSON = { access: "person", role: "api" } as const;
const PUBLIC = { method: "POST", access: "public", role: "api" } as const;
const ID = pathParameter("id", "Id of the passkey.", "k3J9");
const OPTIONS = json(ref("PasskeyOptions"));

/** Passkeys (WebAuthn). Each asks its owner for a PIN, a finger or a face, and is two factors in one. */
export const PASSKEYS = defineEndpoints({
  listPasskeys: {
    ...PERSON,
    method: "GET",
    path: PATH,
    openapi: {
      tag,
      summary: "Lists one's passkeys",
      replies: replies(json(ref("PasskeyList")), "The oldest first", 503),
    },
  },
  offerPasskey: {
    ...PERSON,
    method: "POST",
    path: `${PATH}/options`,
    openapi: {
      tag,
      summary: "Returns what a browser makes a passkey from",
      description: "Valid for five minutes, in this browser.",
      body: json(ref("OwnPasswordIfAny"), { current_password: "a long sentence is easy to remember" }),
      replies: replies(OPTIONS, "For navigator.credentials.create", 400, 413, 415, 429, 503),
    },
  },
  addPasskey: {
    ...PERSON,
    method: "POST",
    path: PATH,
    audit: "passkey added",
    openapi: {
      tag,
      summary: "Adds a passkey",
      body: json(ref("NewPasskey"), { name: "Phone", response: {} }),
      replies: repliesOfMaking(done("added"), "Added", 400, 413, 415, 503),
    },
  },
  renamePasskey: {
    ...PERSON,
    method: "PATCH",
    path: `${PATH}/:id`,
    openapi: {
      tag,
      summary: "Renames a passkey",
      parameters: [ID],
      body: json(ref("PasskeyName"), { name: "Phone" }),
      replies: replies(done("changed"), "Renamed", 400, 404, 413, 415, 503),
    },
  },
  removePasskey: {
    ...PERSON,
    method: "DELETE",
    path: `${PATH}/:id`,
    audit: "passkey removed",
    openapi: {
      tag,
      summary: "Removes a passkey",
      parameters: [ID],
      replies: replies(done("removed"), "Removed", 404, 503),
    },
  },
  askForPasskey: {
    ...PUBLIC,
    path: "/api/v1/sign-in/passkey/options",
    openapi: {
      tag,
      summary: "Returns what a browser signs in from with a passkey",
      description: "Valid for five minutes, in this browser.",
      body: json({ type: "object" }, {}),
      replies: replies(OPTIONS, "For navigator.credentials.get", 404, 503),
    },
  },
  signInByPasskey: {
    ...PUBLIC,
    path: "/api/v1/sign-in/passkey",
    audit: ["signed in"],
    openapi: {
      tag,
      summary: "Signs in with a passkey",
      body: json(ref("PasskeySignIn"), { response: {} }),
      replies: replies(json(ref("SignedIn")), "Signed in", 400, 401, 413, 415, 429, 503),
    },
  },
});
