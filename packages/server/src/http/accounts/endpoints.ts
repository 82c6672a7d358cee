import { defineApi } from "../serve/endpoint.ts";
import { INVITATIONS } from "./endpoints/invitations.ts";
import { KEYS } from "./endpoints/keys.ts";
import { ME } from "./endpoints/me.ts";
import { SIGN_INS } from "./endpoints/sign-ins.ts";
import { TEAMS } from "./endpoints/teams.ts";
import { accountSchemas } from "./schemas.ts";

/** Persons, teams and who may do what. */
export const ACCOUNTS = defineApi({
  name: "accounts",
  toBody: ({ message }) => ({ error: message }),
  schemas: accountSchemas,
  endpoints: { ...ME, ...SIGN_INS, ...TEAMS, ...INVITATIONS, ...KEYS },
});
