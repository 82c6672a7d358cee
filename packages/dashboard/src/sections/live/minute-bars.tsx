import { Text, VisuallyHidden } from "@mantine/core";
import type { LiveSnapshot } from "@millrace/protocol";
import { type PointerEvent, useState } from "react";
import { PointerTip } from "../../cards/pointer-tip.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import styles from "./minute-bars.module.css";

type Minute = LiveSnapshot["minutes"][number];

/** Where the pointer is, from the left edge of the bars in pixels, and over which minute. */
interface Pointed {
  readonly minute: Minute;
  readonly x: number;
  readonly width: number;
}

const FEWEST_VIEWS = 4;
/** Of the tip's middle: that of the bars. */
const TIP_HEIGHT = 45;
/** Axis labels: every tenth minute back from now. */
const TICK_MINUTES = 10;

/** Page views of the last half hour, minute by minute. */
export function MinuteBars({ minutes }: Pick<LiveSnapshot, "minutes">) {
  const { t, numbers } = useTexts();
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const most = Math.max(FEWEST_VIEWS, ...minutes.map(({ pageviews }) => pageviews));

  function point(event: PointerEvent<HTMLElement>): void {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const x = Math.min(width - 1, Math.max(0, event.clientX - left));
    const minute = minutes[Math.floor((x / width) * minutes.length)];
    setPointed(minute === undefined ? null : { minute, x, width });
  }

  return (
    <figure className={styles.figure}>
      <span className={styles.most} aria-hidden="true">
        {minutes.length > 0 && numbers.count(most)}
      </span>
      <div
        className={styles.bars}
        aria-hidden="true"
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setPointed(null)}
      >
        {minutes.map(({ label, pageviews }) => (
          <span key={label} className={styles.bar} data-pointed={pointed?.minute.label === label}>
            <span style={{ height: `${(pageviews / most) * 100}%` }} />
          </span>
        ))}
        {pointed !== null && <Tooltip pointed={pointed} />}
      </div>
      <div className={styles.ticks} aria-hidden="true">
        {minutes.length > 0 &&
          [2, 1, 0].map((tens) => (
            <span key={tens}>{t("live.minutesAgo", { count: (tens + 1) * TICK_MINUTES })}</span>
          ))}
        <span>{minutes.length > 0 && t("live.now")}</span>
      </div>
      <MinuteTable minutes={minutes} />
      <Text component="figcaption" size="xs" c="dimmed">
        {t("live.last30")}
      </Text>
    </figure>
  );
}

function Tooltip({ pointed: { minute, x, width } }: { pointed: Pointed }) {
  const { t, dates } = useTexts();
  const { label, visitors, pageviews } = minute;
  return (
    <PointerTip place={{ x, y: TIP_HEIGHT, width }}>
      <span className={styles.minute}>
        <strong>{dates.bucket(label, "minute")}</strong>
        <span>{t("live.minuteVisitors", { count: visitors })}</span>
        <span>{t("live.minuteViews", { count: pageviews })}</span>
      </span>
    </PointerTip>
  );
}

function MinuteTable({ minutes }: Pick<LiveSnapshot, "minutes">) {
  const { t, numbers } = useTexts();
  return (
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
  );
}
