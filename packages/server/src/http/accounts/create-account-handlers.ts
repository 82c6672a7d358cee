import { createInviteMembers } from "../../accounts/invite-members.ts";
import { createManageMembers } from "../../accounts/manage-members.ts";
import type { Accounts } from "../../ports/accounts.ts";
import type { Handlers } from "../serve/handlers.ts";
import type { ACCOUNTS } from "./endpoints.ts";
import { createInvitationHandlers } from "./invitations.ts";
import { createKeyHandlers } from "./keys.ts";
import { createMeHandlers, type MeDeps } from "./me.ts";
import { createSignInHandlers } from "./sign-ins.ts";
import { createTeamHandlers } from "./teams.ts";

export interface AccountDeps extends Omit<MeDeps, "people" | "teams"> {
  readonly accounts: Accounts;
  /** Returns the address of a page for links. */
  readonly pageUrl: (path: string) => Promise<string>;
}

/** Creates the handlers of persons and teams. */
export function createAccountHandlers({ accounts, ...deps }: AccountDeps): Handlers<typeof ACCOUNTS, "api"> {
  const all = { ...deps, accounts, people: accounts, teams: accounts };
  const members = createManageMembers({ teams: accounts, listSites: () => accounts.listSites() });
  const invitations = createInviteMembers({ ...all, members, mails: accounts });
  return {
    ...createMeHandlers(all),
    ...createSignInHandlers(all),
    ...createTeamHandlers({ ...all, members }),
    ...createKeyHandlers(all),
    ...createInvitationHandlers({ ...all, invitations }),
  };
}
