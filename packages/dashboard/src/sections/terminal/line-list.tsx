import type { TraceLine } from "@millrace/protocol";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, memo, type UIEvent, useEffect, useRef } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import type { Row } from "./line-buffer.ts";
import { LineRow } from "./line-row.tsx";
import styles from "./terminal.module.css";

const ROW_HEIGHT = 26;
/** So near to the end, the list follows what comes. */
const NEAR_END = 2 * ROW_HEIGHT;

export interface LineListProps {
  readonly rows: readonly Row[];
  readonly isPaused: boolean;
  readonly hasSites: boolean;
  readonly chosen: string | null;
  readonly onChoose: (line: TraceLine) => void;
  /** Called when somebody scrolls away from the end, and back to it. */
  readonly onFollow: (follows: boolean) => void;
}

/** The lines, of which only those in sight are in the page. It follows the end unless it is paused. */
export function LineList({ rows, isPaused, hasSites, chosen, onChoose, onFollow }: LineListProps) {
  const { t } = useTexts();
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 20,
  });

  useEffect(() => {
    if (!isPaused && rows.length > 0) frame.current?.scrollTo({ top: rows.length * ROW_HEIGHT });
  }, [rows.length, isPaused]);

  function followOrNot({
    currentTarget: { scrollTop, scrollHeight, clientHeight },
  }: UIEvent<HTMLDivElement>): void {
    const isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (isAtEnd === isPaused) return;
    // What grows below is no step of the reader's.
    if (!isAtEnd && virtual.scrollDirection === "backward") onFollow(false);
  }

  function act(event: KeyboardEvent<HTMLDivElement>): void {
    if (event.key === "End") onFollow(true);
  }

  return (
    <div
      ref={frame}
      className={styles.list}
      role="log"
      aria-live="off"
      aria-label={t("terminal.lines")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={followOrNot}
      onKeyDown={act}
      data-testid="terminal-lines"
    >
      {rows.length === 0 && <p className={styles.empty}>{t("terminal.empty")}</p>}
      <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index] as Row;
          return (
            <div key={index} className={styles.place} style={{ transform: `translateY(${start}px)` }}>
              {row.kind === "gap" ? (
                <Gap why={row.why} count={row.count} />
              ) : (
                <LineRow
                  line={row.line}
                  hasSite={hasSites}
                  isChosen={chosen !== null && row.line.event?.id === chosen}
                  onChoose={onChoose}
                />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

const Gap = memo(function Gap({ why, count }: { why: "left out" | "connection"; count: number }) {
  const { t } = useTexts();
  return (
    <div className={styles.gap}>
      {why === "connection" ? t("terminal.lost") : t("terminal.leftOut", { count })}
    </div>
  );
});
