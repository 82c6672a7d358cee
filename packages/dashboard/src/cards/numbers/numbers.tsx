import { Menu, UnstyledButton } from "@mantine/core";
import { METRICS, type Metric } from "@millrace/protocol";
import { useTexts } from "../../i18n/use-texts.tsx";
import { DownIcon } from "../../icons.tsx";
import { useSite } from "../../site/site-context.tsx";
import { isAskable, looksAtPages } from "../../view/askable-metrics.ts";
import { withoutConversions } from "../../view/conversions.ts";
import { includesToday } from "../../view/period.ts";
import { Failure } from "../card.tsx";
import { CONVERSIONS, compareParams, HEADLINES, overviewParams } from "../card-params.ts";
import { useMetricName } from "../use-metric-name.ts";
import { useReport } from "../use-report.ts";
import { FixedTile, NumberTiles } from "./number-tiles.tsx";
import styles from "./numbers.module.css";

/** Others that the chart can show. */
const FURTHER: readonly Metric[] = [
  "events",
  "total_revenue",
  "time_on_page",
  "scroll_depth",
  "conversion_rate",
];
const VISIT_METRICS: readonly Metric[] = [...HEADLINES, ...FURTHER];

/** The numbers of the period with their changes; each is the chart's when it is chosen. */
export function Numbers() {
  const { view, openedFilters, change, period, today } = useSite();
  const nameOf = useMetricName();
  const query = useReport("overview", overviewParams(view, period));
  if (query.data === undefined && query.error !== null)
    return <Failure error={query.error} retry={query.refetch} />;
  const hasRevenue = query.data?.meta.revenue_currency !== undefined;
  // Beside the views of single pages, those of whole visits would be no quotient of what is shown.
  const ofVisits = HEADLINES.filter((metric) => metric !== "views_per_visit" || !looksAtPages(openedFilters));
  const conversions = CONVERSIONS.filter((metric) => metric !== "total_revenue" || hasRevenue);
  return (
    <NumberTiles
      query={query}
      metrics={view.countsConversions ? conversions : ofVisits}
      nameOf={nameOf}
      isRunning={includesToday(period, today)}
      chosen={view.metric}
      onChoose={(metric) => change({ metric })}
    >
      {view.countsConversions && <AllVisitors />}
    </NumberTiles>
  );
}

/** Those who could have converted: what the conversion rate is a part of. */
function AllVisitors() {
  const { t } = useTexts();
  const { view, openedFilters, period, today } = useSite();
  const query = useReport("overview", {
    ...compareParams(view, period),
    metrics: "visitors",
    filters: JSON.stringify(withoutConversions(openedFilters)),
  });
  return (
    <FixedTile
      metric="visitors"
      name={t("metric.all_visitors")}
      reply={query.data}
      isRunning={includesToday(period, today)}
    />
  );
}

/** Chooses any metric for the chart that can be counted with the filters. */
export function MetricMenu() {
  const { view, openedFilters, change } = useSite();
  const nameOf = useMetricName();
  const metrics: readonly Metric[] = view.countsConversions ? CONVERSIONS : VISIT_METRICS;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <UnstyledButton className={styles.metric}>
          {nameOf(view.metric)} <DownIcon size={14} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {METRICS.filter((metric) => metrics.includes(metric) && isAskable(metric, openedFilters)).map(
          (metric) => (
            <Menu.Item
              key={metric}
              onClick={() => change({ metric })}
              {...(metric === view.metric && { "aria-current": true, fw: 600 })}
            >
              {nameOf(metric)}
            </Menu.Item>
          ),
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
