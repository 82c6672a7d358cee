import type { Me } from "@millrace/protocol";
import { hashKey, keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";

/** What a page is about: rights depend on it. */
export interface MeSubject {
  readonly site?: string | undefined;
  readonly team?: string | undefined;
}

/** Who uses the dashboard, and what they may do on the page. */
export const meQuery = ({ site, team }: MeSubject = {}) =>
  queryOptions({
    queryKey: ["me", site ?? null, team ?? null],
    queryFn: async ({ client, queryKey }) => {
      const me = await api.me({ site, team });
      forgetOthers(client, me, hashKey(queryKey));
      return me;
    },
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

export const identityOf = ({ person, instance }: Me): string => person?.id ?? instance;

let known: string | null = null;

/** What one person was told is not for the next one who signs in here. */
function forgetOthers(client: QueryClient, me: Me, own: string): void {
  const identity = identityOf(me);
  if (known !== null && known !== identity)
    client.removeQueries({ predicate: ({ queryHash }) => queryHash !== own });
  known = identity;
}
