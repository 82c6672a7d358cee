import { defineApi } from "../serve/endpoint.ts";
import { AUDIT } from "./endpoints/audit.ts";
import { DELETION } from "./endpoints/deletion.ts";
import { EMAILS } from "./endpoints/emails.ts";
import { INVITATIONS } from "./endpoints/invitations.ts";
import { KEYS } from "./endpoints/keys.ts";
import { ME } from "./endpoints/me.ts";
import { OIDC } from "./endpoints/oidc.ts";
import { PASSKEYS } from "./endpoints/passkeys.ts";
import { RECOVERY } from "./endpoints/recovery.ts";
import { SHARES } from "./endpoints/shares.ts";
import { SIGN_INS } from "./endpoints/sign-ins.ts";
import { SIGN_UP } from "./endpoints/sign-up.ts";
import { TEAMS } from "./endpoints/teams.ts";
import { TWO_FACTOR } from "./endpoints/two-factor.ts";
import { accountSchemas } from "./schemas.ts";

/** Persons, teams and who may do what. */
export const ACCOUNTS = defineApi({
  name: "accounts",
  toBody: ({ message }) => ({ error: message }),
  schemas: accountSchemas,
  endpoints: {
    ...ME,
    ...SIGN_INS,
    ...TEAMS,
    ...INVITATIONS,
    ...KEYS,
    ...SHARES,
    ...RECOVERY,
    ...EMAILS,
    ...SIGN_UP,
    ...DELETION,
    ...TWO_FACTOR,
    ...PASSKEYS,
    ...OIDC,
    ...AUDIT,
  },
});
