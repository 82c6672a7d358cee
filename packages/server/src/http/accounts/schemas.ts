import {
  AUDIT_ACTIONS,
  AUDIT_ACTOR_KINDS,
  INSTANCE_STATES,
  KEY_SCOPES,
  LIMITS,
  RIGHTS,
  TEAM_ROLES,
  THEMES,
} from "@millrace/protocol";
import { z } from "zod";
import { CREDENTIAL_BODIES, CREDENTIAL_REPLIES } from "./credential-schemas.ts";
import { email, integer, language, password, text, token } from "./fields.ts";
import { SHARE_BODIES, SHARE_REPLIES } from "./share-schemas.ts";

const siteNames = z
  .array(z.string().max(LIMITS.site))
  .max(1000)
  .nullable()
  .describe("Names of the sites that a viewer or editor sees; null: every site of the team");
const grantable = z.enum(["viewer", "editor", "admin"]);
const role = z.enum(TEAM_ROLES);

const person = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  email_verified: z.boolean(),
  language: z.string().nullable(),
  timezone: z.string().nullable(),
  theme: z.enum(THEMES).nullable(),
  is_operator: z.boolean(),
  two_factor: z.boolean(),
});
const team = z.object({ id: integer, name: z.string(), role });
const invitation = z.object({
  id: integer,
  email: z.string(),
  role,
  sites: z.array(z.string()).nullable(),
  created_at: z.string(),
  expires_at: z.string(),
});

const key = z.object({
  id: integer,
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.enum(KEY_SCOPES)),
  sites: z.array(z.string()).nullable(),
  per_minute: integer,
  created_at: z.string(),
  expires_at: z.string().nullable(),
  last_used_at: z.string().nullable(),
});

const auditEntry = z.object({
  id: integer,
  at: z.string(),
  action: z.enum(AUDIT_ACTIONS),
  actor: z.object({
    kind: z.enum(AUDIT_ACTOR_KINDS),
    name: z.string().nullable(),
    sign_in_id: z.string().nullable(),
    key_id: integer.nullable(),
  }),
  site: z.string().nullable(),
  target: z.string().nullable(),
  details: z.record(
    z.string(),
    z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]),
  ),
});

/** Bodies that the routes read. Keys that are not named are refused. */
export const BODIES = {
  SetUp: z.strictObject({ link: token, name: text(100), email, password, team: text(100) }),
  SignIn: z.strictObject({ email: z.string().max(254), password }),
  ProfileChanges: z.strictObject({
    name: text(100).optional(),
    language: language.nullable().optional(),
    timezone: z.string().max(100).nullable().optional(),
    theme: z.enum(THEMES).nullable().optional(),
  }),
  PasswordChange: z.strictObject({ current_password: password, new_password: password }),
  NewTeam: z.strictObject({ name: text(100) }),
  MemberChanges: z.strictObject({ role: grantable.optional(), sites: siteNames.optional() }),
  TeamTransfer: z.strictObject({ user_id: z.string().max(100) }),
  SiteMove: z.strictObject({ team: integer }),
  NewInvitation: z.strictObject({ email, role: grantable, sites: siteNames.optional() }),
  NewKey: z.strictObject({
    name: text(100),
    scopes: z.array(z.enum(KEY_SCOPES)).max(KEY_SCOPES.length),
    sites: siteNames.optional(),
    expires_at: z.iso.datetime({ offset: true }).nullable().optional().describe("ISO 8601; null: never"),
    per_minute: z.int().min(1).max(100_000).optional().describe("Requests that each api process accepts"),
  }),
  InvitationToken: z.strictObject({ token }),
  InvitationAcceptance: z.strictObject({
    token,
    name: text(100).optional(),
    password: password.optional(),
  }),
};

const REPLIES = {
  Person: person,
  Me: z.object({
    instance: z.enum(INSTANCE_STATES),
    sign_up: z.enum(["invite", "open", "off"]),
    oidc_name: z.string().nullable(),
    person: person.nullable(),
    teams: z.array(team),
    rights: z.array(z.enum(RIGHTS)),
  }),
  SignedIn: z.object({ state: z.enum(["signed in", "second factor"]) }),
  SignInList: z.object({
    sign_ins: z.array(
      z.object({
        id: z.string(),
        device: z.string(),
        created_at: z.string(),
        used_at: z.string(),
        is_current: z.boolean(),
      }),
    ),
  }),
  Team: team,
  TeamDetails: team.extend({
    members: z.array(
      z.object({
        user_id: z.string(),
        name: z.string(),
        email: z.string(),
        role,
        sites: z.array(z.string()).nullable(),
      }),
    ),
    sites: z.array(z.string()),
  }),
  AuditPage: z.object({ entries: z.array(auditEntry), next: integer.nullable() }),
  KeyList: z.object({ keys: z.array(key) }),
  KeyWithSecret: key.extend({ key: z.string() }),
  InvitationList: z.object({ invitations: z.array(invitation) }),
  InvitationWithLink: invitation.extend({ link: z.string() }),
  InvitationOffer: z.object({
    team: z.string(),
    email: z.string(),
    role,
    invited_by: z.string().nullable(),
    has_account: z.boolean(),
  }),
};

/** Returns the schemas of bodies and replies, by their name in the API's description. */
export const accountSchemas = () =>
  Object.fromEntries(
    Object.entries({
      ...BODIES,
      ...REPLIES,
      ...CREDENTIAL_BODIES,
      ...CREDENTIAL_REPLIES,
      ...SHARE_BODIES,
      ...SHARE_REPLIES,
    }).map(([name, schema]) => {
      const { $schema: _, ...described } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
      return [name, described];
    }),
  );
