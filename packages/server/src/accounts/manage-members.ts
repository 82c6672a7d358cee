import type { Person } from "../domain/access/actor.ts";
import { canBeNarrowed, canGrant, type TeamRole } from "../domain/access/team-role.ts";
import { BadRequest, NotAllowed, NotFound } from "../domain/errors.ts";
import type { Site } from "../domain/site/site.ts";
import type { Member, Teams } from "../ports/teams.ts";
import { siteIds } from "./site-ids.ts";

export interface ManageMembersDeps {
  readonly teams: Teams;
  readonly listSites: () => Promise<readonly Site[]>;
}

/** What a member's place is changed to; what is left out stays. Sites by name; null: all of the team. */
export interface PlaceChanges {
  readonly role?: TeamRole | undefined;
  readonly sites?: readonly string[] | null | undefined;
}

/** A role with the ids of the sites that it is for. */
interface Place {
  readonly role: TeamRole;
  readonly sites: readonly number[] | null;
}

export type ManageMembers = ReturnType<typeof createManageMembers>;

/** Changes who is in a team and with which role, within what the role of who asks allows. */
export function createManageMembers({ teams, listSites }: ManageMembersDeps) {
  const roleOf = ({ memberships }: Person, teamId: number): TeamRole =>
    memberships.find((one) => one.teamId === teamId)?.role ?? "viewer";

  async function findMember(teamId: number, userId: string) {
    const member = (await teams.listMembers(teamId)).find((one) => one.userId === userId);
    if (member === undefined) throw new NotFound("the team has no such member");
    return member;
  }

  function checkGrant(person: Person, teamId: number, role: TeamRole): void {
    if (!canGrant(roleOf(person, teamId), role))
      throw new NotAllowed("your role can't give or take this one: the owner's is transferred");
  }

  return {
    /** Resolves with the place that a person may give somebody. Throws NotAllowed and BadRequest. */
    async placeOf(
      person: Person,
      teamId: number,
      role: TeamRole,
      sites: readonly string[] | null,
    ): Promise<Place> {
      checkGrant(person, teamId, role);
      if (sites !== null && !canBeNarrowed(role))
        throw new BadRequest(
          "sites: an admin sees every site of the team, only viewers and editors can be narrowed",
        );
      return { role, sites: sites === null ? null : siteIds(await listSites(), teamId, sites) };
    },

    /** Resolves with the member as they were, and their role. Throws NotFound, NotAllowed and BadRequest. */
    async changeMember(
      person: Person,
      teamId: number,
      userId: string,
      changes: PlaceChanges,
    ): Promise<{ readonly member: Member; readonly role: TeamRole }> {
      const member = await findMember(teamId, userId);
      checkGrant(person, teamId, member.role);
      const role = changes.role ?? member.role;
      const place =
        changes.sites === undefined
          ? { role, sites: canBeNarrowed(role) ? member.sites : null }
          : await this.placeOf(person, teamId, role, changes.sites);
      checkGrant(person, teamId, place.role);
      if (!(await teams.changeMember(teamId, userId, place)))
        throw new NotFound("the team has no such member");
      return { member, role: place.role };
    },

    /** Resolves with who it was. Throws NotFound and NotAllowed. */
    async removeMember(person: Person, teamId: number, userId: string): Promise<Member> {
      const member = await findMember(teamId, userId);
      checkGrant(person, teamId, member.role);
      if (!(await teams.removeMember(teamId, userId))) throw new NotFound("the team has no such member");
      return member;
    },
  };
}
