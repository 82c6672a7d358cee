import type { TraceLine } from "@millrace/protocol";
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  useId,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import type { LineBuffer, Row } from "./line-buffer.ts";
import { LineRow } from "./line-row.tsx";
import { moveSelection } from "./move-selection.ts";
import styles from "./terminal.module.css";
import { ROW_HEIGHT, useScroll } from "./use-scroll.ts";

export interface LineListProps {
  readonly buffer: LineBuffer;
  readonly hasSites: boolean;
  /** Id of the event that is followed. */
  readonly chosen: string | null;
  readonly onChoose: (line: TraceLine) => void;
}

/**
 * The lines, of which only those in sight are in the page. It follows the end unless it is paused. The list has the focus,
 * and says which row is selected: rows come and go under it.
 */
export const LineList = memo(function LineList({ buffer, hasSites, chosen, onChoose }: LineListProps) {
  const { t } = useTexts();
  const { rows, isPaused } = useSyncExternalStore(buffer.subscribe, buffer.state);
  const [selected, setSelected] = useState<string | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const listId = useId();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 20,
  });
  const follow = useScroll(frame, { rows, isPaused, onLeaveEnd: buffer.pause });

  function act(event: KeyboardEvent<HTMLDivElement>): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter") enter(rows.find(({ key }) => key === selected));
    else if (move(event.key)) event.preventDefault();
  }

  function move(pressed: string): boolean {
    const { startIndex = 0, endIndex = 0 } = virtual.range ?? {};
    // A list that follows the end has left the selected row behind.
    const at = rows.findIndex(({ key }, index) => key === selected && (isPaused || index >= startIndex));
    const page = Math.max(1, endIndex - startIndex - 1);
    const place = { count: rows.length, selected: at < 0 ? null : at, lastInSight: endIndex, page };
    const to = moveSelection(pressed, place);
    if (to === null) return false;
    if (pressed === "End") {
      buffer.resume();
      setSelected(buffer.state().rows.at(-1)?.key ?? null);
    } else {
      // A list that follows the end would run away.
      buffer.pause();
      setSelected(rows[to]?.key ?? null);
      virtual.scrollToIndex(to);
    }
    return true;
  }

  function press({ target }: MouseEvent<HTMLDivElement>): void {
    const pressed = (target as Element).closest<HTMLElement>("[data-index]");
    const row = rows[Number(pressed?.dataset["index"] ?? -1)];
    if (row === undefined) return;
    setSelected(row.key);
    enter(row);
  }

  function enter(row: Row | undefined): void {
    if (row?.kind === "line") onChoose(row.line);
  }

  const items = virtual.getVirtualItems().flatMap(({ index, start }) => {
    const row = rows[index];
    return row === undefined ? [] : [{ row, index, start }];
  });
  const idOf = (key: string) => `${listId}${key.replaceAll(" ", "_")}`;
  const isInPage = selected !== null && items.some(({ row }) => row.key === selected);
  return (
    <div
      ref={frame}
      className={styles.list}
      role="listbox"
      aria-label={t("terminal.lines")}
      aria-activedescendant={isInPage ? idOf(selected) : undefined}
      tabIndex={0}
      onScroll={follow}
      onClick={press}
      onKeyDown={act}
      data-testid="terminal-lines"
    >
      {rows.length === 0 && <Empty />}
      <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {items.map(({ row, index, start }) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and names the row
          <div
            key={row.key}
            data-index={index}
            id={idOf(row.key)}
            role="option"
            aria-selected={row.key === selected}
            aria-posinset={index + 1}
            aria-setsize={rows.length}
            className={styles.place}
            data-chosen={chosen !== null && row.kind === "line" && row.line.event?.id === chosen}
            style={{ transform: `translateY(${start}px)` }}
          >
            {row.kind === "gap" ? (
              <Gap why={row.why} count={row.count} />
            ) : (
              <LineRow line={row.line} hasSite={hasSites} />
            )}
          </div>
        ))}
      </div>
    </div>
  );
});

/** A listbox has options only, and at least one. */
function Empty() {
  const { t } = useTexts();
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: there is nothing to select
    <div role="option" aria-disabled aria-selected={false} className={styles.empty}>
      {t("terminal.empty")}
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
