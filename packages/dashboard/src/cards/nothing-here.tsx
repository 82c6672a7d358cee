import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTexts } from "../i18n/use-texts.tsx";
import { useSite } from "../site/site-context.tsx";
import { Empty } from "./card.tsx";
import { overviewParams } from "./card-params.ts";
import { useReport } from "./use-report.ts";

/** Why there is nothing: no visit, the filters with the way out of them; else what the children say. */
export function NothingHere({ children }: { children: ReactNode }) {
  const { t } = useTexts();
  const { view, period, setFilters } = useSite();
  const { data, isLoading, isPlaceholderData } = useReport("overview", overviewParams(view, period));
  // One reason that gave way to another would move.
  if (isLoading) return <Empty>{null}</Empty>;
  const isEmpty = data !== undefined && !isPlaceholderData && !data.results[0]?.metrics.some(Boolean);
  if (view.filters.length === 0) return <Empty>{isEmpty ? t("empty.table") : children}</Empty>;
  // Filters that find visits are not why a card has nothing to show of them, nor is it for want of what the site could send.
  if (!isEmpty) return <Empty>{t("empty.among")}</Empty>;
  return (
    <Empty>
      <span>{t("empty.filtered")}</span>{" "}
      <Button className="screen-only" variant="subtle" size="compact-sm" onClick={() => setFilters([])}>
        {t("empty.clear")}
      </Button>
    </Empty>
  );
}
