import { useQueryClient } from "@tanstack/react-query";

/** Returns what to call after a change of a team: its page and one's own teams and rights are asked for again. */
export function useRefreshTeam(team: number): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: ["team", team] }),
      client.invalidateQueries({ queryKey: ["me"] }),
    ]);
  };
}
