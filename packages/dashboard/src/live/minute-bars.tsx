import { Text, VisuallyHidden } from "@mantine/core";
import type { LiveSnapshot } from "@millrace/protocol";
import { useTexts } from "../i18n/use-texts.tsx";
import styles from "./minute-bars.module.css";

/** Page views of the last half hour, minute by minute. */
export function MinuteBars({ minutes }: Pick<LiveSnapshot, "minutes">) {
  const { t, numbers } = useTexts();
  const most = Math.max(4, ...minutes.map(({ pageviews }) => pageviews));
  return (
    <figure className={styles.figure}>
      <div className={styles.bars} aria-hidden="true">
        {minutes.map(({ label, visitors, pageviews }) => (
          <span
            key={label}
            className={styles.bar}
            title={t("live.minute", { minute: label.slice(11, 16), visitors, pageviews })}
          >
            <span style={{ height: `${(pageviews / most) * 100}%` }} />
          </span>
        ))}
      </div>
      <VisuallyHidden>
        <table aria-label={t("live.last30")}>
          <thead>
            <tr>
              <th scope="col">{t("chart.time")}</th>
              <th scope="col">{t("metric.visitors")}</th>
              <th scope="col">{t("metric.pageviews")}</th>
            </tr>
          </thead>
          <tbody>
            {minutes.map(({ label, visitors, pageviews }) => (
              <tr key={label}>
                <th scope="row">{label.slice(11, 16)}</th>
                <td>{numbers.count(visitors)}</td>
                <td>{numbers.count(pageviews)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
      <Text component="figcaption" size="xs" c="dimmed">
        {t("live.last30")}
      </Text>
    </figure>
  );
}
