import { ActionIcon, Button, Group, Pill } from "@mantine/core";
import type { Filter } from "@millrace/protocol";
import { lazy, Suspense, useState } from "react";
import { useTexts } from "../i18n/use-texts.tsx";
import { FilterIcon } from "../icons.tsx";
import { useShortcuts } from "../keyboard/use-shortcuts.ts";
import { useSite } from "../site/site-context.tsx";
import { writeFilter } from "../view/filter-text.ts";
import styles from "./filter-bar.module.css";
import { SegmentMenu } from "./segment-menu.tsx";
import { sentenceOf } from "./sentence.ts";
import { useSegments } from "./use-segments.ts";

const FilterEditor = lazy(() => import("./filter-editor.tsx"));

/** The filters as sentences, each with its way out, and the ways to more of them. */
export function FilterBar() {
  const texts = useTexts();
  const { t } = texts;
  const { site, view, search, setFilters, navigate } = useSite();
  const { names } = useSegments(site.name);
  const [isEditing, setEditing] = useState(false);
  useShortcuts({ "/": () => setEditing(true) });
  const without = (filter: Filter) => setFilters(view.filters.filter((one) => one !== filter));

  return (
    <Group gap={6} className={styles.bar} role="group" aria-label={t("filter.label")}>
      {view.filters.map((filter) => {
        const sentence = sentenceOf(filter, texts, names);
        return (
          <Pill
            key={writeFilter(filter)}
            size="md"
            withRemoveButton
            onRemove={() => without(filter)}
            removeButtonProps={{
              className: "screen-only",
              "aria-label": t("filter.remove", { filter: sentence }),
              tabIndex: 0,
              "aria-hidden": false,
            }}
            className={styles.chip ?? ""}
          >
            <button
              type="button"
              className={styles.sentence}
              title={sentence}
              onClick={() => setEditing(true)}
            >
              <bdi>{sentence}</bdi>
            </button>
          </Pill>
        );
      })}
      {view.unreadable.map((text) => (
        <Pill
          key={text}
          size="md"
          withRemoveButton
          onRemove={() => navigate({ f: (search.f ?? []).filter((one) => one !== text) })}
          removeButtonProps={{
            className: "screen-only",
            "aria-label": t("filter.remove", { filter: text }),
            tabIndex: 0,
            "aria-hidden": false,
          }}
          className={`${styles.chip} ${styles.unreadable}`}
        >
          {t("filter.unreadable", { text })}
        </Pill>
      ))}
      {view.filters.length > 1 && (
        <Button variant="subtle" size="compact-sm" onClick={() => setFilters([])}>
          {t("filter.clear")}
        </Button>
      )}
      {view.filters.length === 0 ? (
        <Button
          variant="default"
          size="sm"
          px="sm"
          className={`${styles.way} screen-only`}
          leftSection={<FilterIcon />}
          onClick={() => setEditing(true)}
        >
          <span className={styles.words}>{t("filter.add")}</span>
        </Button>
      ) : (
        <ActionIcon
          className="screen-only"
          variant="default"
          size={34}
          aria-label={t("filter.edit")}
          onClick={() => setEditing(true)}
        >
          <FilterIcon />
        </ActionIcon>
      )}
      <SegmentMenu />
      {isEditing && (
        <Suspense>
          <FilterEditor onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </Group>
  );
}
