import { RIGHTS, type Right, SHARE_CARDS, type ShareCard } from "@millrace/protocol";
import type { Actor, KeyScope } from "../domain/access/actor.ts";
import { isAtLeast, type TeamRole } from "../domain/access/team-role.ts";

/** Who may call a route. */
export interface Rule {
  /** Whether everybody may, known or not. */
  readonly anyone?: true;
  /** What the role is needed for. Without: a person or key that the instance knows is enough. */
  readonly role?: { readonly of: "site" | "team" | "any team"; readonly least: TeamRole };
  /** Only for operators of the instance. */
  readonly operator?: true;
  /** The scope that a key needs, or `any`. Without: keys may not. */
  readonly scope?: KeyScope | "any";
  /** Whether share links may, for their site. */
  readonly share?: true;
  /** Whether nobody else may: what it is about is the link. */
  readonly onlyShares?: true;
}

/**
 * Every rule of access, by the name that endpoints state. No other place decides who may do what.
 *   tracker       anyone, from any page: ingestion
 *   public        anyone: health, scripts, pages that hold no data, and ways to sign in
 *   known         anyone whom the instance knows: persons, keys, share links
 *   person        a person, about their own account
 *   site:report   sees a site's reports; a share link those of its cards
 *   site:view     sees a site's figures
 *   site:edit     changes what belongs to a site: goals, segments, annotations
 *   site:manage   changes a site's settings, imports, erases and deletes
 *   shared        follows a share link
 *   sites:list    sees the sites that they may view
 *   sites:create  creates sites
 *   team:view, team:manage, team:own   sees, manages or gives away a team
 *   operator      operates the instance
 */
export const RULES = {
  tracker: { anyone: true },
  public: { anyone: true },
  known: { scope: "any", share: true },
  person: {},
  "site:report": { role: { of: "site", least: "viewer" }, scope: "read", share: true },
  "site:view": { role: { of: "site", least: "viewer" }, scope: "read" },
  "site:edit": { role: { of: "site", least: "editor" }, scope: "manage" },
  "site:manage": { role: { of: "site", least: "admin" }, scope: "manage" },
  shared: { share: true, onlyShares: true },
  "sites:list": { scope: "read" },
  "sites:create": { role: { of: "any team", least: "admin" }, scope: "manage" },
  "team:view": { role: { of: "team", least: "viewer" } },
  "team:manage": { role: { of: "team", least: "admin" } },
  "team:own": { role: { of: "team", least: "owner" } },
  operator: { operator: true, scope: "operate" },
} as const satisfies Readonly<Record<string, Rule>>;

export type Access = keyof typeof RULES;

/** What a request is about, as far as it names it. */
export interface Subject {
  /** Null: the request names a site that does not exist. */
  readonly site?: SiteOwner | null;
  readonly teamId?: number;
  /** Name of the report that the request is for. */
  readonly report?: string;
}

/** A site with the team that it belongs to; null: to none, as sites that were made while the instance had no account. */
export interface SiteOwner {
  readonly id: number;
  readonly teamId: number | null;
}

/**
 * The decision about a request.
 *   set up    the instance has no account yet
 *   sign in   who asks is not known
 *   no key    the key does not exist, was revoked or has expired
 *   no share  the share link does not exist, or has expired
 *   locked    the share link asks for a password
 *   absent    what it is about does not exist, or not for whom asks
 *   not yours who asks is known, but may not
 */
export type Verdict =
  | "yes"
  | "set up"
  | "sign in"
  | "no key"
  | "no share"
  | "locked"
  | "absent"
  | "not yours";

/** Decides whether an actor may do what a rule is about. */
export function decide(access: Access, actor: Actor, subject: Subject = {}): Verdict {
  const rule: Rule = RULES[access];
  if (rule.onlyShares === true && !GUESTS.has(actor.kind)) return "no share";
  if (rule.anyone === true || actor.kind === "open") return "yes";
  switch (actor.kind) {
    case "instance":
      return rule.operator === true ? "yes" : "not yours";
    case "no-account":
      return "set up";
    case "nobody":
      return "sign in";
    case "unknown-key":
      return "no key";
    case "unknown-share":
      return "no share";
    case "locked-share":
      return "locked";
    case "person":
      return decideForPerson(rule, actor, subject);
    case "key":
      return decideForKey(rule, actor, subject);
    case "share":
      return decideForShare(rule, actor, subject);
  }
}

const GUESTS: ReadonlySet<Actor["kind"]> = new Set(["share", "unknown-share", "locked-share"]);

type Of<Kind extends Actor["kind"]> = Extract<Actor, { kind: Kind }>;

function decideForPerson({ role, operator }: Rule, person: Of<"person">, subject: Subject): Verdict {
  if (operator === true) return person.isOperator ? "yes" : "not yours";
  if (role === undefined) return "yes";
  if (role.of === "any team")
    return person.memberships.some((one) => isAtLeast(one.role, role.least)) ? "yes" : "not yours";
  const held = role.of === "team" ? roleInTeam(person, subject.teamId) : roleOnSite(person, subject.site);
  if (held === null) return "absent";
  return isAtLeast(held, role.least) ? "yes" : "not yours";
}

function decideForKey({ role, scope }: Rule, key: Of<"key">, { site }: Subject): Verdict {
  if (scope === undefined) return "not yours";
  if (role?.of === "site" && !isSiteOfKey(key, site)) return "absent";
  // A key for some sites can't make another one, which it would not open.
  if (role?.of === "any team" && key.sites !== null) return "not yours";
  return scope === "any" || holdsScope(key, scope) ? "yes" : "not yours";
}

function decideForShare({ role, share }: Rule, guest: Of<"share">, { site, report }: Subject): Verdict {
  if (role?.of === "site" && site?.id !== guest.siteId) return "absent";
  if (report !== undefined && !guest.cards.some((card) => isOnCard(report, card))) return "not yours";
  return share === true ? "yes" : "not yours";
}

const isOnCard = (report: string, card: ShareCard): boolean =>
  (SHARE_CARDS[card] as readonly string[]).includes(report);

/** Who may manage a site may also read it. */
const holdsScope = ({ scopes }: Of<"key">, scope: KeyScope): boolean =>
  scopes.includes(scope) || (scope === "read" && scopes.includes("manage"));

const isSiteOfKey = ({ teamId, sites }: Of<"key">, site: SiteOwner | null | undefined): boolean =>
  site != null && site.teamId === teamId && (sites === null || sites.includes(site.id));

function roleInTeam({ memberships }: Of<"person">, teamId: number | undefined): TeamRole | null {
  return memberships.find((one) => one.teamId === teamId)?.role ?? null;
}

function roleOnSite(person: Of<"person">, site: SiteOwner | null | undefined): TeamRole | null {
  if (site == null) return null;
  // Nobody else could bring it to a team.
  if (site.teamId === null) return person.isOperator ? "owner" : null;
  const membership = person.memberships.find(({ teamId }) => teamId === site.teamId);
  if (membership === undefined) return null;
  return membership.sites === null || membership.sites.includes(site.id) ? membership.role : null;
}

/** Returns what an actor may do, of what pages ask about. */
export const rightsOf = (actor: Actor, subject: Subject): readonly Right[] =>
  RIGHTS.filter((right) => decide(right, actor, subject) === "yes");

/** Returns whether an actor sees a site in lists. */
export const seesSite = (actor: Actor, site: SiteOwner): boolean =>
  decide("site:view", actor, { site }) === "yes";

/**
 * Returns the team that a new site of an actor belongs to: the one asked for, or the only one that it can be. Null: the
 * actor may not create a site there, or has to name one of several. `undefined`: the instance has no account yet.
 */
export function teamForNewSite(actor: Actor, asked: number | undefined): number | null | undefined {
  if (actor.kind === "open") return undefined;
  const teams =
    actor.kind === "key"
      ? [actor.teamId]
      : actor.kind === "person"
        ? actor.memberships.filter(({ role }) => isAtLeast(role, "admin")).map(({ teamId }) => teamId)
        : [];
  if (asked !== undefined) return teams.includes(asked) ? asked : null;
  return teams.length === 1 ? (teams[0] ?? null) : null;
}
