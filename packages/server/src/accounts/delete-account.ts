import { Conflict } from "../domain/errors.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { PersonRecord } from "../ports/people.ts";
import type { Team } from "../ports/teams.ts";

export interface DeleteAccountDeps {
  readonly accounts: Pick<
    Accounts,
    "deletePerson" | "findPerson" | "findTeams" | "listMembers" | "listPeople" | "listSites"
  >;
}

/** What goes with an account. */
interface WhatGoes {
  /** Teams that nobody else is in, with the names of their sites. */
  readonly teams: readonly (Team & { readonly sites: readonly string[] })[];
  /** Teams that others are in: these have to be transferred first. */
  readonly toTransfer: readonly Team[];
  /** Whether nobody else operates the instance, so that the account can't go. */
  readonly isOnlyOperator: boolean;
}

interface Owner {
  readonly userId: string;
  readonly memberships: readonly { readonly teamId: number; readonly role: string }[];
}

/** Deletes accounts with what is theirs alone. */
export function createDeleteAccount({ accounts }: DeleteAccountDeps) {
  async function isOnlyOperator(userId: string): Promise<boolean> {
    const people = await accounts.listPeople();
    const operates = ({ isOperator, isDisabled }: PersonRecord) => isOperator && !isDisabled;
    return (
      people.some((one) => one.id === userId && one.isOperator) &&
      !people.some((one) => one.id !== userId && operates(one))
    );
  }

  return {
    async whatGoes({ userId, memberships }: Owner): Promise<WhatGoes> {
      const owned = memberships.filter(({ role }) => role === "owner").map(({ teamId }) => teamId);
      const all = await accounts.findTeams(owned);
      const sites = await accounts.listSites();
      const shared = await Promise.all(
        all.map(async ({ id }) => (await accounts.listMembers(id)).some((one) => one.userId !== userId)),
      );
      return {
        teams: all
          .filter((_, at) => shared[at] === false)
          .map((team) => ({
            ...team,
            sites: sites.filter(({ teamId }) => teamId === team.id).map(({ name }) => name),
          })),
        toTransfer: all.filter((_, at) => shared[at] === true),
        isOnlyOperator: await isOnlyOperator(userId),
      };
    },

    /** Throws Conflict with what has to be done first. */
    async deleteAccount(userId: string): Promise<void> {
      const end = await accounts.deletePerson(userId);
      if (end === "owns a team")
        throw new Conflict("you own a team that others are in: transfer it to another member first");
      if (end === "only operator")
        throw new Conflict(
          "nobody else operates this instance: `millrace users make-operator <email>` first",
        );
    },
  };
}
