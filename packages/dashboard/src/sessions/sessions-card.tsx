import { Button } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Card, Empty, Loaded } from "../cards/card.tsx";
import { useTexts } from "../i18n/use-texts.tsx";
import { useSite } from "../site/site-context.tsx";
import { SessionTable } from "./session-table.tsx";
import { SHOWN_SESSIONS, sessionsQuery } from "./sessions-query.ts";

/** The newest visits of the period. */
export function SessionsCard() {
  const { t } = useTexts();
  const { params, view, navigate } = useSite();
  const query = useInfiniteQuery({
    ...sessionsQuery(params, view.filters, SHOWN_SESSIONS),
    placeholderData: keepPreviousData,
  });
  return (
    <Card
      label={t("report.sessions")}
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
            <Empty>{t("empty.sessions")}</Empty>
          ) : (
            <SessionTable sessions={sessions} />
          );
        }}
      </Loaded>
    </Card>
  );
}
