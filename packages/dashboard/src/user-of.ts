import type { Me, PersonInfo, Right, TeamInfo } from "@millrace/protocol";

/** Who uses the dashboard, and what the server lets them do with what the page is about. */
export interface User {
  /** Null: nobody is signed in, or the instance has no accounts. */
  readonly person: PersonInfo | null;
  readonly teams: readonly TeamInfo[];
  /** Teams in which they may create sites, and to which they may move some. */
  readonly managedTeams: readonly TeamInfo[];
  /** Goals, segments, notes. */
  readonly mayEdit: boolean;
  /** A site's settings, imports and its end. */
  readonly mayManage: boolean;
  readonly mayCreate: boolean;
  readonly mayOperate: boolean;
  readonly mayManageTeam: boolean;
  readonly mayOwnTeam: boolean;
}

/** Those that do not depend on the page. */
const EVERYWHERE: ReadonlySet<Right> = new Set(["sites:create", "operator"]);

/**
 * Returns a user by what the server said. `isOfPage` is false while only the reply for the page before is known: its
 * rights to a site or a team are no rights here. On an open instance they are the same everywhere.
 */
export function userOf({ instance, person, teams, rights }: Me, isOfPage: boolean): User {
  const may = (right: Right) =>
    rights.includes(right) && (isOfPage || instance === "open" || EVERYWHERE.has(right));
  return {
    person,
    teams,
    managedTeams: teams.filter(({ role }) => role === "admin" || role === "owner"),
    mayEdit: may("site:edit"),
    mayManage: may("site:manage"),
    mayCreate: may("sites:create"),
    mayOperate: may("operator"),
    mayManageTeam: may("team:manage"),
    mayOwnTeam: may("team:own"),
  };
}

/** Whether somebody has to sign in before they see anything. */
export const mustSignIn = ({ instance, person, rights }: Me): boolean =>
  instance === "closed" && person === null && rights.length === 0;
