import type { ReportReply } from "@millrace/protocol";
import { type PointerEvent, useRef, useState } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { Card, Loaded } from "../card.tsx";
import { NothingHere } from "../nothing-here.tsx";
import { PointerTip, placeIn, type TipPlace } from "../pointer-tip.tsx";
import { useReport } from "../use-report.ts";
import { HeatLegend } from "./heat-legend.tsx";
import styles from "./heatmap-card.module.css";

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0"));

/** When people come: weekdays by hours of the site's clock. */
export function HeatmapCard() {
  const { t } = useTexts();
  const query = useReport("time-of-week");
  return (
    <Card label={t("report.time-of-week")}>
      <Loaded query={query} rows={7}>
        {(reply) =>
          reply.results.some(({ metrics }) => metrics[0]) ? (
            <Heatmap reply={reply} />
          ) : (
            <NothingHere>{t("empty.table")}</NothingHere>
          )
        }
      </Loaded>
    </Card>
  );
}

type Pointed = TipPlace & { readonly weekday: number; readonly hour: string };

function Heatmap({ reply }: { reply: ReportReply }) {
  const { t, dates, numbers } = useTexts();
  const frame = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const cells = new Map(reply.results.map(({ dimensions, metrics }) => [dimensions.join(), metrics[0] ?? 0]));
  const most = Math.max(1, ...cells.values());
  const shownOf = (weekday: number, hour: string) => numbers.count(cells.get(`${weekday},${hour}`) ?? 0);

  function point(event: PointerEvent): void {
    const { weekday, hour } = (event.target as Element).closest("td")?.dataset ?? {};
    const isCell = weekday !== undefined && hour !== undefined;
    setPointed(isCell ? { ...placeIn(frame.current, event), weekday: Number(weekday), hour } : null);
  }

  return (
    <>
      <div
        ref={frame}
        className={styles.frame}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={(event) => event.pointerType !== "touch" && setPointed(null)}
      >
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
                {HOURS.map((hour) => (
                  <td
                    key={hour}
                    className={styles.cell}
                    data-weekday={weekday}
                    data-hour={hour}
                    style={{ "--heat": (cells.get(`${weekday},${hour}`) ?? 0) / most } as never}
                  >
                    <span className={styles.unsaid}>{shownOf(weekday, hour)}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {pointed !== null && (
          <PointerTip place={pointed}>
            {t("heat.cell", {
              weekday: dates.weekday(pointed.weekday),
              hour: `${pointed.hour}:00`,
              value: shownOf(pointed.weekday, pointed.hour),
            })}
          </PointerTip>
        )}
      </div>
      <HeatLegend most={most} heatOf={(part) => part} ground="var(--shade-strong)" />
    </>
  );
}
