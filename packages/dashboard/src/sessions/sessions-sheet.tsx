import { Button, ScrollArea } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Empty, Loaded } from "../cards/card.tsx";
import { Sheet } from "../details/sheet.tsx";
import { useTexts } from "../i18n/use-texts.tsx";
import { useSite } from "../site/site-context.tsx";
import { SessionTable } from "./session-table.tsx";
import { sessionsQuery } from "./sessions-query.ts";

const PAGE_ROWS = 50;

/** All visits of the period, page after page. */
export default function SessionsSheet() {
  const { t } = useTexts();
  const { params, view, search, navigate } = useSite();
  const query = useInfiniteQuery(sessionsQuery(params, view.filters, PAGE_ROWS));
  return (
    <Sheet
      title={t("report.sessions")}
      size="1000px"
      isCovered={search.session !== undefined}
      onClose={() => navigate({ detail: "" })}
    >
      <ScrollArea flex={1}>
        <Loaded query={query} rows={20}>
          {({ pages }) => {
            const sessions = pages.flatMap((page) => page.sessions);
            return sessions.length === 0 ? (
              <Empty>{t("empty.sessions")}</Empty>
            ) : (
              <SessionTable sessions={sessions} />
            );
          }}
        </Loaded>
        {query.hasNextPage && (
          <Button
            fullWidth
            mt="sm"
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t("session.older")}
          </Button>
        )}
      </ScrollArea>
    </Sheet>
  );
}
