import type { SessionStep } from "@millrace/protocol";

const isEngagement = ({ name }: SessionStep): boolean => name === "engagement";

/**
 * Steps as a person took them: how long and how far a page was read stands with its last view, not as steps of its own. What
 * tells of a page whose view is not among the steps stays.
 */
export function foldEngagement(steps: readonly SessionStep[]): SessionStep[] {
  const folded: SessionStep[] = [];
  for (const step of steps) {
    const at = isEngagement(step) ? folded.findLastIndex((earlier) => isViewOf(earlier, step)) : -1;
    const view = folded[at];
    if (view === undefined) folded.push(step);
    else
      folded[at] = {
        ...view,
        engaged_ms: view.engaged_ms + step.engaged_ms,
        scroll_depth: Math.max(view.scroll_depth ?? 0, step.scroll_depth ?? 0),
      };
  }
  return folded;
}

const isViewOf = (view: SessionStep, { hostname, page }: SessionStep): boolean =>
  view.name === "pageview" && view.page === page && view.hostname === hostname;
