import type { TraceLine } from "@millrace/protocol";
import { memo } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { shownMs, shownTime } from "./line-texts.ts";
import styles from "./terminal.module.css";

export interface LineRowProps {
  readonly line: TraceLine;
  readonly hasSite: boolean;
}

/** One line, drawn once: all that changes about it, such as its place, is of what surrounds it. */
export const LineRow = memo(function LineRow({ line, hasSite }: LineRowProps) {
  const { t, named } = useTexts();
  const { at, stage, outcome, ms, site, receipt, reason, error } = line;
  const isBad = outcome !== "ok" && outcome !== "duplicate";
  return (
    <div className={styles.row} data-stage={stage} data-outcome={outcome}>
      <time className={styles.time}>{shownTime(at)}</time>
      <span className={styles.stage} data-stage={stage}>
        {t(`terminal.stage.${stage}`)}
      </span>
      <span className={styles.ms}>{shownMs(ms)}</span>
      {hasSite && <span className={styles.site}>{site ?? ""}</span>}
      <What line={line} />
      {isBad && (
        <b className={styles.bad}>
          {t(`terminal.outcome.${outcome}`)} {reason === null ? "" : named(`drop.${reason}`, reason)}{" "}
          {error ?? ""}
        </b>
      )}
      {outcome === "duplicate" && <span>{t("terminal.outcome.duplicate")}</span>}
      <code className={styles.receipt}>{receipt ?? ""}</code>
    </div>
  );
});

function What({ line: { event, batch } }: { line: TraceLine }) {
  const { t } = useTexts();
  if (batch !== null)
    return (
      <span className={styles.what}>
        {batch.day === null
          ? t("terminal.batch", { count: batch.rows })
          : t("terminal.day", { day: batch.day })}
      </span>
    );
  if (event === null) return <span className={styles.what} />;
  return (
    <span className={styles.what}>
      <b>{event.name || event.door}</b> <bdi>{event.page}</bdi>
    </span>
  );
}
