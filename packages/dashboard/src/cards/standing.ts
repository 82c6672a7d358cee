import { useIsFetching } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useState } from "react";

/** How long nothing new may be asked for until the page counts as there. */
const QUIET_MS = 60;

/**
 * Whether all that a site's page asked for first has been answered. From then on cards may move each other, and what is
 * nice to know is asked for.
 */
export function useHasStood(site: string): boolean {
  const [hasStood, setStood] = useState(false);
  const missing = useIsFetching({
    predicate: ({ queryKey, state }) => queryKey[1] === site && state.data === undefined,
  });
  useEffect(() => {
    if (missing > 0 || hasStood) return;
    const timer = setTimeout(() => setStood(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, [missing, hasStood]);
  return hasStood;
}

const StandingContext = createContext(true);
export const StandingProvider = StandingContext.Provider;

/** Whether the page around stands; where none is said to come up, it does. */
export const useStanding = (): boolean => useContext(StandingContext);
