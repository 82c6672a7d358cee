import { QueryClient } from "@tanstack/react-query";
import { isWorthRetrying } from "./api.ts";

const FRESH_MS = 15_000;

/** What the dashboard was told, for as long as the page is open. */
export const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: FRESH_MS, retry: isWorthRetrying } },
});
