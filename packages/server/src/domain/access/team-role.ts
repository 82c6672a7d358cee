import { TEAM_ROLES, type TeamRole } from "@millrace/protocol";

export type { TeamRole };

/** Each role includes those before it. */
export const isAtLeast = (role: TeamRole, least: TeamRole): boolean =>
  TEAM_ROLES.indexOf(role) >= TEAM_ROLES.indexOf(least);

/** Returns whether a member may give somebody a role, or change who has it. Ownership is only transferred. */
export const canGrant = (own: TeamRole, role: TeamRole): boolean =>
  role !== "owner" && isAtLeast(own, "admin") && isAtLeast(own, role);

/** Returns whether the access of a role can be narrowed to some sites of the team. */
export const canBeNarrowed = (role: TeamRole): boolean => !isAtLeast(role, "admin");
