import type { ReportReply } from "@millrace/protocol";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useSite } from "../../site/site-context.tsx";
import { afterClick } from "../../view/edit-filters.ts";
import { Loaded } from "../card.tsx";
import { MAP_PARAMS } from "../card-params.ts";
import { NothingHere } from "../nothing-here.tsx";
import { useReport } from "../use-report.ts";
import PlacesMissing from "./places-missing.tsx";
import { WorldMap } from "./world-map.tsx";

/** Countries of the period, drawn; a click filters by one. */
export default function MapBody({ emptyText }: { emptyText: string }) {
  const { view } = useSite();
  const query = useReport("countries", MAP_PARAMS);
  return (
    <Loaded query={query} rows={10}>
      {(reply) => {
        if (reply.results.length === 0 && view.filters.length > 0)
          return <NothingHere>{emptyText}</NothingHere>;
        const isKnown = reply.results.some(({ dimensions }) => /^[A-Z]{2}$/.test(dimensions[0] ?? ""));
        if (!isKnown) return <PlacesMissing report="countries">{emptyText}</PlacesMissing>;
        return <CountryMap reply={reply} />;
      }}
    </Loaded>
  );
}

function CountryMap({ reply }: { reply: ReportReply }) {
  const { t } = useTexts();
  const { view, guest, setFilters } = useSite();
  const values = new Map(
    reply.results.map(({ dimensions, metrics }) => [dimensions[0] ?? "", metrics[0] ?? 0]),
  );
  return (
    <WorldMap
      label={t("report.map")}
      values={values}
      onChoose={(country, exclude) =>
        guest?.hasFilters !== false &&
        setFilters(afterClick(view.filters, [["visit:country", country]], exclude))
      }
    />
  );
}
