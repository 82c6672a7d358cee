import { UnstyledButton } from "@mantine/core";
import type { SessionInfo } from "@millrace/protocol";
import { moveAmongRows } from "../../cards/table/rows.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useSite } from "../../site/site-context.tsx";
import { isRunning } from "./running.ts";
import styles from "./session-table.module.css";
import { visitDuration } from "./visit-duration.ts";

/** Visits, the newest first; each opens its path. */
export function SessionTable({ sessions }: { sessions: readonly SessionInfo[] }) {
  const { t, numbers } = useTexts();
  const { navigate } = useSite();
  const startedAt = useStartedAt();
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
                aria-label={[
                  t("session.show", { time: startedAt(session) }),
                  ...(isRunning(session, Date.now()) ? [t("session.running")] : []),
                ].join(", ")}
                onClick={() => navigate({ session: session.id })}
              >
                {startedAt(session)}
                {isRunning(session, Date.now()) && (
                  <span className={styles.running} title={t("session.running")} />
                )}
              </UnstyledButton>
            </th>
            <td>
              <Path session={session} />
            </td>
            <td className={styles.number}>{numbers.count(session.pageviews)}</td>
            <td className={styles.number}>{visitDuration(session)}</td>
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

/** The running day is named. */
function useStartedAt(): (session: SessionInfo) => string {
  const { t, dates } = useTexts();
  const { today } = useSite();
  return ({ started_at }) =>
    started_at.slice(0, 10) === today
      ? t("session.today", { time: dates.bucket(started_at, "minute") })
      : dates.clock(started_at);
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
