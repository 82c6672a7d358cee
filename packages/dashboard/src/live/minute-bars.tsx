import { Text } from "@mantine/core";
import type { LiveSnapshot } from "@millrace/protocol";
import { useTexts } from "../i18n/use-texts.tsx";
import styles from "./minute-bars.module.css";

/** Page views of the last half hour, minute by minute. */
export function MinuteBars({ minutes }: Pick<LiveSnapshot, "minutes">) {
  const { t } = useTexts();
  const most = Math.max(4, ...minutes.map(({ pageviews }) => pageviews));
  return (
    <figure className={styles.figure}>
      <div className={styles.bars} role="img" aria-label={t("live.last30")}>
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
      <Text component="figcaption" size="xs" c="dimmed">
        {t("live.last30")}
      </Text>
    </figure>
  );
}
