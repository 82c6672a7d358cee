import type { ReportReply } from "@millrace/protocol";
import { useTexts } from "../i18n/use-texts.tsx";
import { Card, Loaded } from "./card.tsx";
import styles from "./heatmap-card.module.css";
import { useReport } from "./use-report.ts";

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0"));

/** When people come: weekdays by hours of the site's clock. */
export function HeatmapCard() {
  const { t } = useTexts();
  const query = useReport("time-of-week");
  return (
    <Card label={t("report.time-of-week")}>
      <Loaded query={query} rows={7}>
        {(reply) => <Heatmap reply={reply} />}
      </Loaded>
    </Card>
  );
}

function Heatmap({ reply }: { reply: ReportReply }) {
  const { t, dates, numbers } = useTexts();
  const cells = new Map(reply.results.map(({ dimensions, metrics }) => [dimensions.join(), metrics[0] ?? 0]));
  const most = Math.max(1, ...cells.values());
  return (
    <table className={styles.map} aria-label={t("report.time-of-week")}>
      <thead>
        <tr>
          <td />
          {HOURS.map((hour) => (
            <th key={hour} scope="col">
              <span className={Number(hour) % 3 === 0 ? styles.hour : styles.unsaid}>{hour}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {WEEKDAYS.map((weekday) => (
          <tr key={weekday}>
            <th scope="row">{dates.weekday(weekday)}</th>
            {HOURS.map((hour) => {
              const value = cells.get(`${weekday},${hour}`) ?? 0;
              const words = {
                weekday: dates.weekday(weekday),
                hour: `${hour}:00`,
                value: numbers.count(value),
              };
              return (
                <td
                  key={hour}
                  className={styles.cell}
                  title={t("heat.cell", words)}
                  style={{ "--heat": value / most } as never}
                >
                  <span className={styles.unsaid}>{numbers.count(value)}</span>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
