import type { TextKey } from "../i18n/use-texts.tsx";

/** A card and the reports behind its tabs; the first one is shown unless the address names another. */
export interface CardGroup {
  readonly title: TextKey;
  readonly tabs: readonly CardTab[];
}

export interface CardTab {
  /** Name of the report, or of a body of its own: `map`. */
  readonly name: string;
  readonly empty: TextKey;
}

const tab = (name: string, empty: TextKey = "empty.table"): CardTab => ({ name, empty });

/** The cards of the site's page, in pairs. A report of the server that none of them names gets its place in the last one. */
export const CARD_GROUPS: readonly CardGroup[] = [
  { title: "card.pages", tabs: [tab("pages"), tab("entry-pages"), tab("exit-pages")] },
  {
    title: "card.sources",
    tabs: [
      tab("sources", "empty.sources"),
      tab("referrers", "empty.sources"),
      tab("channels", "empty.sources"),
      tab("campaigns", "empty.campaigns"),
    ],
  },
  {
    title: "card.places",
    tabs: [
      tab("map", "empty.places"),
      tab("countries", "empty.places"),
      tab("regions", "empty.places"),
      tab("cities", "empty.places"),
      tab("languages"),
    ],
  },
  {
    title: "card.devices",
    tabs: [
      tab("browsers"),
      tab("operating-systems"),
      tab("devices"),
      tab("screens"),
      tab("browser-versions"),
      tab("operating-system-versions"),
    ],
  },
  {
    title: "card.events",
    tabs: [tab("events", "empty.events"), tab("properties", "empty.properties"), tab("goals", "empty.goals")],
  },
];

/** The tabs of one card: of them only one is shown. */
export const EVENT_TABS: readonly string[] = ["events", "properties", "goals"];

/** Reports that the page shows elsewhere than in a card of the list. */
export const SHOWN_ELSEWHERE: readonly string[] = ["overview", "timeseries", "realtime", "time-of-week"];

/** The tab that the address names, or the first one. */
export const chosenTab = ({ tabs }: CardGroup, asked: readonly string[] = []): CardTab | undefined =>
  tabs.find(({ name }) => asked.includes(name)) ?? tabs[0];

/** The report that a tab asks. */
export const reportOf = (name: string): string => (name === "map" ? "countries" : name);
