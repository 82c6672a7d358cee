import { type KeyboardEvent, lazy, type MouseEvent, type ReactNode, Suspense, useRef, useState } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { ExternalIcon, MenuIcon } from "../../icons.tsx";
import { Clipped } from "../clipped.tsx";
import { useStanding } from "../standing.ts";
import type { Cell, Row } from "./row.ts";
import styles from "./rows.module.css";

const RowMenu = lazy(() => import("./row-menu.tsx"));

export interface RowsProps {
  readonly caption: string;
  readonly nameHead: string;
  readonly valueHead: string;
  readonly heads?: readonly string[];
  readonly rows: readonly Row[];
}

/** Values with their figures, a bar behind each in proportion to the largest that is shown. */
export function Rows({ caption, nameHead, valueHead, heads: further = [], rows }: RowsProps) {
  const heads = [valueHead, ...further];
  const most = Math.max(1, ...rows.filter(({ isRest }) => !isRest).map(({ value }) => value));
  return (
    <table className={styles.table} onKeyDown={moveAmongRows}>
      <caption className={styles.caption}>{caption}</caption>
      <thead>
        <tr>
          <th scope="col" className={styles.first}>
            {nameHead}
          </th>
          {heads.map((head) => (
            <th key={head} scope="col" className={styles.head}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...rows]
          .sort((a, b) => Number(a.isRest ?? false) - Number(b.isRest ?? false))
          .map((row) => (
            <RowLine key={row.key} row={row} heads={heads} most={most} />
          ))}
      </tbody>
    </table>
  );
}

function RowLine({ row, heads, most }: { row: Row; heads: readonly string[]; most: number }) {
  // The figures come first: nobody reaches for a row's menu before them.
  const isStanding = useStanding();
  const classes = [styles.row, row.isChosen && styles.chosen, row.isRest && styles.rest];
  return (
    <tr className={classes.filter(Boolean).join(" ")}>
      <th scope="row" className={styles.name}>
        <span className={styles.line}>
          {!row.isRest && <span className={styles.bar} style={{ width: `${(row.value / most) * 100}%` }} />}
          <span className={styles.words}>
            {row.mark}
            <RowName row={row} />
            {isStanding && (
              <span className={styles.ways}>
                {row.href !== undefined && <RowLink href={row.href} name={row.name} />}
                {row.onChoose !== undefined && <MenuButton row={row} choose={row.onChoose} />}
              </span>
            )}
          </span>
        </span>
      </th>
      {heads.map((head, at) => {
        const { shown, exact, mood } = cellOf(row, at);
        return (
          <td key={head} className={styles.number} data-mood={mood} title={exact}>
            {shown}
          </td>
        );
      })}
    </tr>
  );
}

const cellOf = ({ shown, exact, cells = [] }: Row, at: number): Cell =>
  at === 0 ? { shown, exact } : (cells[at - 1] ?? { shown: "" });

function RowName({ row: { name, onChoose, isChosen, exact } }: { row: Row }): ReactNode {
  const { t } = useTexts();
  if (onChoose === undefined) return <Clipped text={name} />;
  return (
    <button
      type="button"
      className={styles.choose}
      title={[name, exact, t("card.filterHint")].join("\n")}
      aria-label={name}
      aria-pressed={isChosen ?? false}
      data-row
      onClick={(event: MouseEvent) => onChoose(event.altKey)}
      onKeyDown={(event: KeyboardEvent) => {
        // Browsers make no click of Enter with Alt.
        if (!event.altKey || event.key !== "Enter") return;
        event.preventDefault();
        onChoose(true);
      }}
    >
      <Clipped text={name} />
    </button>
  );
}

function RowLink({ href, name }: { href: string; name: string }) {
  const { t } = useTexts();
  return (
    <a
      className={styles.way}
      // The menu has it for keys.
      tabIndex={-1}
      href={href}
      target="_blank"
      rel="noreferrer noopener"
      aria-label={t("card.open", { value: name })}
    >
      <ExternalIcon size={14} />
    </a>
  );
}

/** What a row offers beside a click: its menu is made when it is asked for, not for every row. */
function MenuButton({ row, choose }: { row: Row; choose: (exclude: boolean) => void }) {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={styles.way}
        aria-label={t("row.menu", { value: row.name })}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <MenuIcon size={14} />
      </button>
      {isOpen && (
        <Suspense>
          <RowMenu
            row={row}
            choose={choose}
            onClose={() => {
              setOpen(false);
              button.current?.focus();
            }}
          />
        </Suspense>
      )}
    </>
  );
}

/** Arrow keys go from row to row. */
export function moveAmongRows(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-row]")];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = rows[at + step];
  if (at < 0 || next === undefined) return;
  event.preventDefault();
  next.focus();
}
