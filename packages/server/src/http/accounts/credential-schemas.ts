import { z } from "zod";
import { email, integer, language, password, text, token } from "./fields.ts";

const code = z.string().regex(/^\d{6}$/, "must be six digits");
/** What a browser's `toJSON()` makes of a credential; the library that checks it reads the rest. */
const credential = z.record(z.string().max(100), z.unknown());
const passkey = z.object({ id: z.string(), name: z.string(), created_at: z.string() });

/** Bodies about credentials. Keys that are not named are refused. */
export const CREDENTIAL_BODIES = {
  RecoveryRequest: z.strictObject({ email }),
  PasswordReset: z.strictObject({ token, password }),
  EmailChange: z.strictObject({ email, current_password: password.optional() }),
  EmailConfirmation: z.strictObject({ token }),
  SignUp: z.strictObject({
    name: text(100),
    email,
    password,
    team: text(100).optional(),
    language: language.optional(),
  }),
  SignUpConfirmation: z.strictObject({ token, password }),
  SecondFactor: z.strictObject({
    code: code.optional(),
    backup_code: z.string().min(1).max(50).optional(),
  }),
  OwnPassword: z.strictObject({ current_password: password }),
  TwoFactorCode: z.strictObject({ code }),
  NewPasskey: z.strictObject({ name: text(100), response: credential }),
  PasskeyName: z.strictObject({ name: text(100) }),
  PasskeySignIn: z.strictObject({ response: credential }),
  OwnPasswordIfAny: z.strictObject({ current_password: password.optional() }),
  OidcCallback: z.strictObject({ code: z.string().min(1).max(4000), state: z.string().max(200) }),
  AccountDeletion: z.strictObject({ confirm: z.string().max(254), current_password: password.optional() }),
};

const team = { id: integer, name: z.string() };

export const CREDENTIAL_REPLIES = {
  EmailConfirmed: z.object({ email: z.string() }),
  TwoFactorOffer: z.object({ uri: z.string(), backup_codes: z.array(z.string()) }),
  BackupCodes: z.object({ backup_codes: z.array(z.string()) }),
  PasskeyOptions: z.record(z.string(), z.unknown()),
  PasskeyList: z.object({ passkeys: z.array(passkey) }),
  OidcStart: z.object({ url: z.string() }),
  OidcDone: z.object({ state: z.enum(["signed in", "linked"]) }),
  SignInMethods: z.object({
    password: z.boolean(),
    two_factor: z.boolean(),
    passkeys: integer,
    oidc: z.boolean(),
  }),
  AccountDeletionPreview: z.object({
    teams: z.array(z.object({ ...team, sites: z.array(z.string()) })),
    to_transfer: z.array(z.object(team)),
    is_only_operator: z.boolean(),
  }),
};
