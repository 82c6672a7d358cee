import { Button, ScrollArea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { Filter } from "@millrace/protocol";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Empty, Loaded } from "../../cards/card.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { SearchIcon } from "../../icons.tsx";
import { useSite } from "../../site/site-context.tsx";
import { CLOSED } from "../details/detail-table.tsx";
import { Sheet } from "../details/sheet.tsx";
import { useViewSentence } from "../details/use-view-sentence.ts";
import { SessionTable } from "./session-table.tsx";
import { isTodayFirst, sessionsQuery } from "./sessions-query.ts";

const PAGE_ROWS = 50;
const TYPING_MS = 250;

/** All visits of the period, page after page, or those that saw the pages searched for. */
export default function SessionsSheet() {
  const { t } = useTexts();
  const { params, view, search, today, navigate } = useSite();
  const sentence = useViewSentence();
  const [typed, setTyped] = useState(search.q ?? "");
  const [text] = useDebouncedValue(typed, TYPING_MS);
  useEffect(() => navigate({ q: text }, { replace: true }), [text, navigate]);
  const found: readonly Filter[] = text === "" ? [] : [["contains", "event:page", [text]]];
  const query = useInfiniteQuery(sessionsQuery(params, [...view.filters, ...found], PAGE_ROWS));
  const sessions = (query.data?.pages ?? []).flatMap((page) => page.sessions);
  const searchLabel = t("detail.search", { report: t("session.pages") });
  return (
    <Sheet
      title={t("report.sessions")}
      subtitle={isTodayFirst(sessions, params, today) ? `${sentence} · ${t("session.todayFirst")}` : sentence}
      size="1000px"
      isCovered={search.session !== undefined}
      onClose={() => navigate(CLOSED)}
    >
      <TextInput
        mb="xs"
        aria-label={searchLabel}
        placeholder={searchLabel}
        leftSection={<SearchIcon />}
        value={typed}
        data-autofocus
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <ScrollArea flex={1}>
        <Loaded query={query} rows={20}>
          {() =>
            sessions.length === 0 ? (
              <Empty>{t(text === "" ? "empty.sessions" : "detail.none")}</Empty>
            ) : (
              <SessionTable sessions={sessions} />
            )
          }
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
