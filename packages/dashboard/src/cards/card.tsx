import { Button, Paper, Text } from "@mantine/core";
import { ClientError } from "@millrace/protocol";
import type { ReactNode } from "react";
import { type Texts, useTexts } from "../i18n/use-texts.tsx";
import styles from "./card.module.css";

export interface CardProps {
  /** Its heading, also read out as the card's name. */
  readonly label: string;
  /** Beside the heading, such as tabs. */
  readonly aside?: ReactNode;
  /** Of a card whose body is what a tab shows: ids of both. */
  readonly panel?: { readonly id: string; readonly tab: string };
  readonly children: ReactNode;
  readonly footer?: ReactNode;
}

/** The frame of a card, as high as what it shows. */
export function Card({ label, aside, panel, children, footer }: CardProps) {
  return (
    <Paper component="section" withBorder className={styles.card} aria-label={label}>
      <div className={styles.head}>
        <h2 className={styles.title}>{label}</h2>
        {aside}
      </div>
      <div
        className={styles.body}
        {...(panel !== undefined && { id: panel.id, role: "tabpanel", "aria-labelledby": panel.tab })}
      >
        {children}
      </div>
      {footer !== undefined && <div className={styles.foot}>{footer}</div>}
    </Paper>
  );
}

export interface LoadedProps<Data> {
  readonly query: {
    readonly data: Data | undefined;
    readonly error: Error | null;
    readonly isPlaceholderData?: boolean;
    readonly refetch: () => unknown;
  };
  readonly rows?: number;
  readonly children: (data: Data) => ReactNode;
}

/** What a query brought; bones of it before, and what is wrong when it failed: the other cards go on. */
export function Loaded<Data>({ query, rows = 10, children }: LoadedProps<Data>) {
  if (query.data !== undefined)
    return <div className={`${styles.loaded} ${freshness(query)}`}>{children(query.data)}</div>;
  if (query.error !== null) return <Failure error={query.error} retry={query.refetch} />;
  return <Bones rows={rows} />;
}

/** The class of what shows a query's data: what it showed before the last change of the view is dimmed. */
export const freshness = ({ isPlaceholderData }: { readonly isPlaceholderData?: boolean }): string =>
  (isPlaceholderData ? styles.stale : styles.fresh) ?? "";

export function Bones({ rows }: { rows: number }) {
  const { t } = useTexts();
  return (
    <div className={styles.bones} role="status" aria-label={t("app.loading")}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bones are all alike
        <div key={row} className="bone" style={{ height: 20, width: `${92 - row * 6}%` }} />
      ))}
    </div>
  );
}

/** The server's words; a request that got no answer has only the browser's. */
export const reasonOf = (error: Error, { t }: Texts): string =>
  error instanceof ClientError ? error.message : t("card.unreachable");

export function Failure({ error, retry }: { error: Error; retry: () => unknown }) {
  const texts = useTexts();
  const { t } = texts;
  return (
    <div className={styles.notice} role="alert">
      <Text size="sm">{t("card.failed", { reason: reasonOf(error, texts) })}</Text>
      <Button size="compact-sm" variant="default" onClick={() => retry()}>
        {t("app.retry")}
      </Button>
    </div>
  );
}

export function Empty({ children }: { children: ReactNode }) {
  return (
    <div className={styles.notice}>
      <Text size="sm" c="dimmed">
        {children}
      </Text>
    </div>
  );
}
