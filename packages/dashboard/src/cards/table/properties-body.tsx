import { Checkbox, Group, Select } from "@mantine/core";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useSite } from "../../site/site-context.tsx";
import { Empty, Loaded } from "../card.tsx";
import { usePropertyKey } from "../use-property-key.ts";
import { useReport } from "../use-report.ts";
import { TableBody } from "./table-card.tsx";
import { propertyParams } from "./table-params.ts";

/** Values of one property, of all events or of those of one name. */
export default function PropertiesBody({ emptyText }: { emptyText: string }) {
  const { t } = useTexts();
  const { search, navigate } = useSite();
  const { event } = search;
  const events = useReport("events", { limit: "100" });
  const { keys, key } = usePropertyKey();

  return (
    <Loaded query={keys}>
      {(names) => {
        if (key === undefined) return <Empty>{emptyText}</Empty>;
        return (
          <>
            <Group gap="xs" mb={4}>
              <Select
                size="xs"
                aria-label={t("dimension.property.key")}
                data={names.map((name) => name.key)}
                value={key}
                onChange={(chosen) => navigate({ property: chosen ?? "" }, { replace: true })}
                allowDeselect={false}
                searchable
              />
              <Select
                size="xs"
                aria-label={t("dimension.event:name")}
                placeholder={t("app.all")}
                data={events.data?.results.map(({ dimensions }) => dimensions[0] ?? "") ?? []}
                value={event ?? null}
                onChange={(chosen) => navigate({ event: chosen ?? "" }, { replace: true })}
                clearable
                searchable
              />
              <Checkbox
                size="xs"
                className="screen-only"
                label={t("property.notSet")}
                checked={search.unset === "true"}
                onChange={(change) =>
                  navigate({ unset: change.currentTarget.checked ? "true" : "" }, { replace: true })
                }
              />
            </Group>
            <TableBody report="properties" more={propertyParams(key, search)} emptyText={emptyText} />
          </>
        );
      }}
    </Loaded>
  );
}
