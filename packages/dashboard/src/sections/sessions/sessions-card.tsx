import { Button, Text } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Card, Loaded } from "../../cards/card.tsx";
import { NothingHere } from "../../cards/nothing-here.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useSite } from "../../site/site-context.tsx";
import styles from "./session-table.module.css";
import { SessionTable } from "./session-table.tsx";
import { beginsWithToday, isTodayFirst, SHOWN_SESSIONS, sessionsQuery } from "./sessions-query.ts";

/** Who comes and goes is news whatever the period; it is no number that all others have to agree with. */
const REFRESH_MS = 30_000;

/** The newest visits of the period. */
export function SessionsCard() {
  const { t } = useTexts();
  const { params, view, today, navigate } = useSite();
  const query = useInfiniteQuery({
    ...sessionsQuery(params, view.filters, SHOWN_SESSIONS),
    placeholderData: keepPreviousData,
    ...(beginsWithToday(params) && { refetchInterval: REFRESH_MS }),
  });
  return (
    <Card
      label={t("report.sessions")}
      aside={
        isTodayFirst(query.data?.pages[0]?.sessions ?? [], params, today) && (
          <Text className={styles.note ?? ""}>{t("session.todayFirst")}</Text>
        )
      }
      footer={
        <Button
          className="screen-only"
          variant="subtle"
          size="compact-sm"
          onClick={() => navigate({ detail: "sessions" })}
        >
          {t("card.details")}
        </Button>
      }
    >
      <Loaded query={query} rows={9}>
        {({ pages }) => {
          const sessions = pages[0]?.sessions ?? [];
          return sessions.length === 0 ? (
            <NothingHere>{t("empty.sessions")}</NothingHere>
          ) : (
            <SessionTable sessions={sessions} />
          );
        }}
      </Loaded>
    </Card>
  );
}
