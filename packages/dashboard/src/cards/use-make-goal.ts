import type { NewGoalInfo } from "@millrace/protocol";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";
import { useSite } from "../site/site-context.tsx";
import { EVENT_TABS } from "./card-groups.ts";

/** Makes a goal of an event or a page, and shows the goals. */
export function useMakeGoal(): (goal: NewGoalInfo) => Promise<void> {
  const { site, search, navigate } = useSite();
  const client = useQueryClient();

  return async function makeGoal(goal) {
    const { event = null, page = null } = goal;
    const known = await api.goals(site.name);
    // One that is there already is what was wanted.
    if (!known.some((one) => one.event === event && one.page === page)) await api.createGoal(site.name, goal);
    await client.invalidateQueries({ queryKey: ["goals", site.name] });
    await client.invalidateQueries({ queryKey: ["report", site.name] });
    const others = (search.tabs ?? []).filter((name) => !EVENT_TABS.includes(name));
    navigate({ tabs: [...others, "goals"] });
  };
}
