import { QueryClient } from "@tanstack/react-query";
import { connection, isWorthRetrying, onRefusal } from "./api.ts";

const FRESH_MS = 15_000;

/** What the dashboard was told, for as long as the page is open. */
export const queryClient = new QueryClient({
  defaultOptions: {
    // A browser may think that it is offline and reach a server beside it; where it does not, that is said.
    queries: { staleTime: FRESH_MS, retry: isWorthRetrying, networkMode: "always" },
    mutations: { networkMode: "always" },
  },
});

let wasGone = false;
connection.subscribe(() => {
  const isGone = connection.state.kind === "gone";
  if (wasGone && !isGone) void queryClient.invalidateQueries();
  wasGone = isGone;
});

// Who is refused is asked about, not guessed: the reply leads to the page for signing in where it has to.
onRefusal(() => void queryClient.invalidateQueries({ queryKey: ["me"] }, { cancelRefetch: false }));
