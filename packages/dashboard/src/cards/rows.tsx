import type { KeyboardEvent, MouseEvent, ReactNode } from "react";
import { useTexts } from "../i18n/use-texts.tsx";
import { ExternalIcon } from "../icons.tsx";
import styles from "./rows.module.css";

export interface Row {
  readonly key: string;
  readonly name: string;
  /** What the bar behind the row stands for. */
  readonly value: number;
  readonly shown: string;
  /** For those who point at the value, and for screen readers. */
  readonly exact: string;
  readonly href?: string | undefined;
  readonly isChosen?: boolean;
  readonly onChoose?: (exclude: boolean) => void;
}

export interface RowsProps {
  readonly caption: string;
  readonly nameHead: string;
  readonly valueHead: string;
  readonly rows: readonly Row[];
}

/** Values with their figures, a bar behind each in proportion to the largest that is shown. */
export function Rows({ caption, nameHead, valueHead, rows }: RowsProps) {
  const most = Math.max(1, ...rows.map(({ value }) => value));
  return (
    <table className={styles.table} onKeyDown={moveAmongRows}>
      <caption className={styles.caption}>{caption}</caption>
      <thead>
        <tr>
          <th scope="col" className={styles.first}>
            {nameHead}
          </th>
          <th scope="col" className={styles.head}>
            {valueHead}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key} className={row.isChosen ? styles.chosen : undefined}>
            <th scope="row" className={styles.name}>
              <span className={styles.bar} style={{ width: `${(row.value / most) * 100}%` }} />
              <RowName row={row} />
              {row.href !== undefined && <RowLink href={row.href} name={row.name} />}
            </th>
            <td className={styles.number} title={row.exact}>
              {row.shown}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function RowName({ row: { name, onChoose, isChosen } }: { row: Row }): ReactNode {
  const { t } = useTexts();
  if (onChoose === undefined) return <bdi className={styles.text}>{name}</bdi>;
  return (
    <button
      type="button"
      className={styles.choose}
      title={`${name}\n${t("card.filterHint")}`}
      aria-pressed={isChosen ?? false}
      onClick={(event: MouseEvent) => onChoose(event.altKey)}
      onKeyDown={(event: KeyboardEvent) => {
        // Browsers make no click of Enter with Alt.
        if (!event.altKey || event.key !== "Enter") return;
        event.preventDefault();
        onChoose(true);
      }}
    >
      <bdi className={styles.text}>{name}</bdi>
    </button>
  );
}

function RowLink({ href, name }: { href: string; name: string }) {
  const { t } = useTexts();
  return (
    <a
      className={styles.link}
      href={href}
      target="_blank"
      rel="noreferrer noopener"
      aria-label={t("card.open", { value: name })}
    >
      <ExternalIcon size={14} />
    </a>
  );
}

/** Arrow keys go from row to row. */
export function moveAmongRows(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>("tbody button, [data-row]")];
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  const next = buttons[at + step];
  if (at < 0 || next === undefined) return;
  event.preventDefault();
  next.focus();
}
