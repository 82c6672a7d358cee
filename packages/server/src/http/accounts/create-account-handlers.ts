import { createCheckOwnPassword } from "../../accounts/check-own-password.ts";
import { createConfirmEmail } from "../../accounts/confirm-email.ts";
import { createDeleteAccount } from "../../accounts/delete-account.ts";
import { createInviteMembers } from "../../accounts/invite-members.ts";
import { createManageMembers } from "../../accounts/manage-members.ts";
import { createRecoverAccount } from "../../accounts/recover-account.ts";
import { createSignInByProvider } from "../../accounts/sign-in-by-provider.ts";
import { createSignUp } from "../../accounts/sign-up.ts";
import type { Accounts } from "../../ports/accounts.ts";
import type { Log } from "../../ports/log.ts";
import type { Handlers } from "../serve/handlers.ts";
import { createAuditHandlers } from "./audit.ts";
import { createDeletionHandlers } from "./deletion.ts";
import { createEmailHandlers } from "./emails.ts";
import type { ACCOUNTS } from "./endpoints.ts";
import { createInvitationHandlers } from "./invitations.ts";
import { createKeyHandlers } from "./keys.ts";
import { createMeHandlers, type MeDeps } from "./me.ts";
import { createOidcHandlers } from "./oidc.ts";
import { createPasskeyHandlers } from "./passkeys.ts";
import { createRecoveryHandlers } from "./recovery.ts";
import { createShareHandlers } from "./shares.ts";
import { createSignInHandlers } from "./sign-ins.ts";
import { createSignUpHandlers } from "./sign-up.ts";
import { createTeamHandlers } from "./teams.ts";
import { createTwoFactorHandlers } from "./two-factor.ts";

export interface AccountDeps extends Omit<MeDeps, "links" | "mails" | "people" | "teams"> {
  readonly accounts: Accounts;
  readonly log: Log;
  /** Signs the cookie of those who are at the OpenID Connect provider. */
  readonly oidcSecret: string;
  /** Returns the address of a page for links. */
  readonly pageUrl: (path: string) => Promise<string>;
}

/** Creates the handlers of persons and teams. */
export function createAccountHandlers({ accounts, ...deps }: AccountDeps): Handlers<typeof ACCOUNTS, "api"> {
  const all = {
    ...deps,
    accounts,
    people: accounts,
    teams: accounts,
    links: accounts,
    mails: accounts,
    passkeys: accounts,
    identities: accounts,
  };
  const members = createManageMembers({ teams: accounts, listSites: () => accounts.listSites() });
  const invitations = createInviteMembers({ ...all, members });
  const checkOwnPassword = createCheckOwnPassword(all);
  return {
    ...createMeHandlers(all),
    ...createSignInHandlers(all),
    ...createTeamHandlers({ ...all, members }),
    ...createKeyHandlers(all),
    ...createShareHandlers(all),
    ...createAuditHandlers({ audit: accounts, log: deps.log }),
    ...createInvitationHandlers({ ...all, invitations }),
    ...createRecoveryHandlers({ ...all, recovery: createRecoverAccount(all) }),
    ...createEmailHandlers({ ...all, checkOwnPassword, emails: createConfirmEmail(all) }),
    ...createSignUpHandlers({ ...all, signingUp: createSignUp(all) }),
    ...createDeletionHandlers({ ...all, checkOwnPassword, deletion: createDeleteAccount(all) }),
    ...createTwoFactorHandlers(all),
    ...createPasskeyHandlers({ ...all, checkOwnPassword }),
    ...createOidcHandlers({ ...all, checkOwnPassword, byProvider: createSignInByProvider(all) }),
  };
}
