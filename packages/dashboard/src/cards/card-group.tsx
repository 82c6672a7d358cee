import { Button } from "@mantine/core";
import { lazy, Suspense, useId } from "react";
import { useTexts } from "../i18n/use-texts.tsx";
import { useSite } from "../site/site-context.tsx";
import { Bones, Card } from "./card.tsx";
import { type CardGroup, chosenTab, reportOf } from "./card-groups.ts";
import { CardTabs, panelId, tabId } from "./card-tabs.tsx";
import { TableBody } from "./table/table-card.tsx";

const MapBody = lazy(() => import("./map/map-body.tsx"));
const PropertiesBody = lazy(() => import("./table/properties-body.tsx"));

/** A card with the reports of a group behind its tabs. Titles of reports that only the server knows come with it. */
export function GroupCard({
  group,
  titles = {},
}: {
  group: CardGroup;
  titles?: Readonly<Record<string, string>>;
}) {
  const { t, named } = useTexts();
  const { search, navigate } = useSite();
  const id = useId();
  const names = group.tabs.map(({ name }) => name);
  const asked = search.tabs ?? [];
  const chosen = chosenTab(group, asked);
  if (chosen === undefined) return null;

  function choose(name: string): void {
    const others = asked.filter((one) => !names.includes(one));
    const tabs = name === names[0] ? others : [...others, name];
    navigate({ tabs }, { replace: true });
  }

  return (
    <Card
      label={t(group.title)}
      aside={
        <CardTabs
          id={id}
          label={t(group.title)}
          tabs={names.map((name) => ({ name, title: named(`report.${name}`, titles[name] ?? name) }))}
          chosen={chosen.name}
          onChoose={choose}
        />
      }
      panel={{ id: panelId(id), tab: tabId(id, chosen.name) }}
      footer={
        <Button
          className="screen-only"
          variant="subtle"
          size="compact-sm"
          onClick={() => navigate({ detail: reportOf(chosen.name) })}
        >
          {t("card.details")}
        </Button>
      }
    >
      <Body name={chosen.name} emptyText={t(chosen.empty)} />
    </Card>
  );
}

function Body({ name, emptyText }: { name: string; emptyText: string }) {
  if (name === "map" || name === "properties") {
    const Special = name === "map" ? MapBody : PropertiesBody;
    return (
      <Suspense fallback={<Bones rows={10} />}>
        <Special emptyText={emptyText} />
      </Suspense>
    );
  }
  return <TableBody report={name} emptyText={emptyText} />;
}
