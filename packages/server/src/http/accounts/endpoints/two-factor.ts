import { defineEndpoints } from "../../serve/endpoint.ts";
import { done, json, ref, replies } from "../../serve/openapi.ts";

const tag = "Accounts";
const PATH = "/api/v1/me/two-factor";
const PERSON = { method: "POST", access: "person", role: "api" } as const;
const PASSWORD = json(ref("OwnPassword"), { current_password: "a long sentence is easy to remember" });

/** A second factor: codes of an authenticator app (TOTP), and backup codes. */
export const TWO_FACTOR = defineEndpoints({
  giveSecondFactor: {
    method: "POST",
    path: "/api/v1/sign-in/code",
    access: "public",
    role: "api",
    audit: ["signed in", "sign-in failed"],
    openapi: {
      tag,
      summary: "Completes a sign-in with a code or a backup code",
      description:
        "After `POST /api/v1/sign-in` has replied `second factor`, within ten minutes. A code works once; ten wrong ones lock the second factor for 15 minutes.",
      body: json(ref("SecondFactor"), { code: "123456" }),
      replies: replies(json(ref("SignedIn")), "Signed in", 400, 401, 413, 415, 429, 503),
    },
  },
  beginTwoFactor: {
    ...PERSON,
    path: PATH,
    openapi: {
      tag,
      summary: "Returns a secret for an authenticator app, and backup codes",
      description: "In force once a code was given. Both are shown once.",
      body: PASSWORD,
      replies: replies(json(ref("TwoFactorOffer")), "The secret", 400, 409, 413, 415, 429, 503),
    },
  },
  finishTwoFactor: {
    ...PERSON,
    path: `${PATH}/confirm`,
    audit: "second factor on",
    openapi: {
      tag,
      summary: "Switches the second factor on",
      body: json(ref("TwoFactorCode"), { code: "123456" }),
      replies: replies(done("enabled"), "In force", 400, 413, 415, 429, 503),
    },
  },
  endTwoFactor: {
    ...PERSON,
    method: "DELETE",
    path: PATH,
    audit: "second factor off",
    openapi: {
      tag,
      summary: "Switches the second factor off",
      body: PASSWORD,
      replies: replies(done("disabled"), "Off", 400, 413, 415, 429, 503),
    },
  },
  newBackupCodes: {
    ...PERSON,
    path: `${PATH}/backup-codes`,
    audit: "backup codes renewed",
    openapi: {
      tag,
      summary: "Returns new backup codes",
      description: "Earlier ones stop working.",
      body: PASSWORD,
      replies: replies(json(ref("BackupCodes")), "The codes, shown once", 400, 413, 415, 429, 503),
    },
  },
});
