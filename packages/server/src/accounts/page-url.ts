import type { People } from "../ports/people.ts";

/** Name of the fact that holds the address at which the first account was created. */
export const ADDRESS_FACT = "address";

export interface PageUrlDeps {
  /** PUBLIC_URL, if it is set. */
  readonly publicUrl: string | null;
  readonly people: Pick<People, "instanceFact">;
  /** Used before there is an account. */
  readonly ownUrl: string;
}

/**
 * Returns the address of a page for links in mails. It never depends on the request that causes the mail: its Host may be
 * a stranger's.
 */
export function createPageUrl({ publicUrl, people, ownUrl }: PageUrlDeps): (path: string) => Promise<string> {
  return async function pageUrl(path) {
    return `${publicUrl ?? (await people.instanceFact(ADDRESS_FACT, ownUrl))}${path}`;
  };
}
