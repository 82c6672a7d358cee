import { UnstyledButton } from "@mantine/core";
import type { Metric, ReportReply } from "@millrace/protocol";
import { Fragment } from "react";
import { isWholeBefore } from "../../cards/numbers/number-tiles.tsx";
import { useMetricName } from "../../cards/use-metric-name.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { DownIcon, UpIcon } from "../../icons.tsx";
import { useSite } from "../../site/site-context.tsx";
import styles from "./detail-sheet.module.css";

/** Whether rows say beside their first figure how it changed. */
export const isCompared = (reply: ReportReply): boolean =>
  reply.query.comparison_date_range !== undefined && isWholeBefore(reply);

/** A head for each metric, which sorts by it; behind the first its share, and its change where there is one. */
export function SortHeads({ reply }: { reply: ReportReply }) {
  const { t } = useTexts();
  return reply.query.metrics.map((metric, at) => (
    <Fragment key={metric}>
      <SortHead metric={metric} isFirst={at === 0} />
      {at === 0 && (
        <th scope="col" className={styles.beside} data-beside>
          {t("metric.percentage")}
        </th>
      )}
      {at === 0 && isCompared(reply) && (
        <th scope="col" className={styles.beside} data-beside>
          {t("row.change")}
        </th>
      )}
    </Fragment>
  ));
}

function SortHead({ metric, isFirst }: { metric: Metric; isFirst: boolean }) {
  const { t } = useTexts();
  const { search, navigate } = useSite();
  const nameOf = useMetricName();
  const [sorted, direction] = (search.sort ?? "").split(":");
  const order = sorted === metric ? direction : isFirst && !search.sort ? "desc" : undefined;
  const next = order === "desc" ? "asc" : "desc";
  const name = nameOf(metric);
  return (
    <th
      scope="col"
      className={styles.number}
      aria-sort={order === undefined ? "none" : order === "desc" ? "descending" : "ascending"}
    >
      <UnstyledButton
        className={styles.sort}
        aria-label={t("detail.sortBy", { column: name })}
        onClick={() => navigate({ sort: `${metric}:${next}` }, { replace: true })}
      >
        {name}
        {order === "desc" && <DownIcon size={12} />}
        {order === "asc" && <UpIcon size={12} />}
      </UnstyledButton>
    </th>
  );
}
