import { UnstyledButton } from "@mantine/core";
import type { SessionInfo } from "@millrace/protocol";
import { moveAmongRows } from "../cards/rows.tsx";
import { duration } from "../format/number.ts";
import { useTexts } from "../i18n/use-texts.tsx";
import { useSite } from "../site/site-context.tsx";
import styles from "./session-table.module.css";

/** Visits, the newest first; each opens its path. */
export function SessionTable({ sessions }: { sessions: readonly SessionInfo[] }) {
  const { t, dates, numbers } = useTexts();
  const { navigate } = useSite();
  return (
    <table className={styles.table} onKeyDown={moveAmongRows}>
      <thead>
        <tr>
          <th scope="col">{t("session.started")}</th>
          <th scope="col">{t("session.path")}</th>
          <th scope="col" className={styles.number}>
            {t("session.pages")}
          </th>
          <th scope="col" className={styles.number}>
            {t("session.duration")}
          </th>
          <th scope="col" className={styles.wide}>
            {t("session.from")}
          </th>
          <th scope="col" className={styles.wide}>
            {t("session.where")}
          </th>
          <th scope="col" className={styles.wide}>
            {t("session.with")}
          </th>
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <tr key={session.id}>
            <th scope="row">
              <UnstyledButton
                className={styles.open}
                aria-label={t("session.show", { time: dates.clock(session.started_at) })}
                onClick={() => navigate({ session: session.id })}
              >
                {dates.clock(session.started_at)}
              </UnstyledButton>
            </th>
            <td>
              <Path session={session} />
            </td>
            <td className={styles.number}>{numbers.count(session.pageviews)}</td>
            <td className={styles.number}>{duration(session.duration)}</td>
            <td className={styles.wide}>
              <bdi>{session.source === "" ? t("session.direct") : session.source}</bdi>
            </td>
            <td className={styles.wide}>
              <Place session={session} />
            </td>
            <td className={styles.wide}>
              <bdi>{[session.browser, session.os].filter(Boolean).join(", ")}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Path({ session }: { session: SessionInfo }) {
  const { names } = useTexts();
  const entry = names.value("visit:entry_page", session.entry_page);
  const exit = names.value("visit:exit_page", session.exit_page);
  const shown = session.pageviews > 1 ? `${entry} → ${exit}` : entry;
  return <bdi title={shown}>{shown}</bdi>;
}

export function Place({ session }: { session: SessionInfo }) {
  const { names } = useTexts();
  return <bdi>{[session.city, names.country(session.country)].filter(Boolean).join(", ")}</bdi>;
}
