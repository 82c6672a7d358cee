import { Menu, UnstyledButton } from "@mantine/core";
import { METRICS, type Metric } from "@millrace/protocol";
import { useTexts } from "../i18n/use-texts.tsx";
import { DownIcon } from "../icons.tsx";
import { useSite } from "../site/site-context.tsx";
import { isAskable } from "../view/askable-metrics.ts";
import { includesToday } from "../view/period.ts";
import { Failure } from "./card.tsx";
import { HEADLINES, overviewParams } from "./card-params.ts";
import { NumberTiles } from "./number-tiles.tsx";
import styles from "./numbers.module.css";
import { useReport } from "./use-report.ts";

/** Others that the chart can show. */
const FURTHER: readonly Metric[] = [
  "events",
  "total_revenue",
  "time_on_page",
  "scroll_depth",
  "conversion_rate",
];
const CHART_METRICS = METRICS.filter((metric) => [...HEADLINES, ...FURTHER].includes(metric));

/** The numbers of the period with their changes; each is the chart's when it is chosen. */
export function Numbers() {
  const { view, change, period, today } = useSite();
  const query = useReport("overview", overviewParams(view, period));
  if (query.data === undefined && query.error !== null)
    return <Failure error={query.error} retry={query.refetch} />;
  return (
    <NumberTiles
      query={query}
      isRunning={includesToday(period, today)}
      chosen={view.metric}
      onChoose={(metric) => change({ metric })}
    />
  );
}

/** Chooses any metric for the chart that can be counted with the filters. */
export function MetricMenu() {
  const { t } = useTexts();
  const { view, change } = useSite();
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <UnstyledButton className={styles.metric}>
          {t(`metric.${view.metric}`)} <DownIcon size={14} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {CHART_METRICS.filter((metric) => isAskable(metric, view.filters)).map((metric) => (
          <Menu.Item key={metric} onClick={() => change({ metric })}>
            {t(`metric.${metric}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
