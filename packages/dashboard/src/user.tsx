import type { Me } from "@millrace/protocol";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { sharedSlug } from "./guest.ts";
import { meQuery } from "./me-query.ts";
import { type User, userOf } from "./user-of.ts";

/** Who uses the dashboard, as far as it is known. */
export interface UserState extends User {
  /** Null until the server has said it. */
  readonly me: Me | null;
  /** Whether what is known is about the page before. */
  readonly isAsking: boolean;
  /** Why it did not. */
  readonly error: Error | null;
  readonly retry: () => unknown;
}

const NOBODY: Me = {
  instance: "closed",
  sign_up: "off",
  oidc_name: null,
  person: null,
  teams: [],
  rights: [],
};

const UserContext = createContext<UserState>({
  ...userOf(NOBODY, true),
  me: null,
  isAsking: true,
  error: null,
  retry: () => {},
});

/** The one place that knows who is signed in. Rights are those to the site or team of the page. */
export function UserProvider({ children }: { children: ReactNode }) {
  const { site, team } = useParams({ strict: false });
  const { data, error, isPlaceholderData, refetch } = useQuery({
    ...meQuery({ site, team }),
    // A guest is nobody.
    enabled: sharedSlug === null,
  });
  const state = useMemo(
    () => ({
      ...userOf(data ?? NOBODY, !isPlaceholderData),
      me: data ?? null,
      isAsking: isPlaceholderData && data?.instance !== "open",
      error,
      retry: refetch,
    }),
    [data, error, isPlaceholderData, refetch],
  );
  return <UserContext value={state}>{children}</UserContext>;
}

export const useUser = (): UserState => useContext(UserContext);
