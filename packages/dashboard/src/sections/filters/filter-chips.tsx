import { ActionIcon, Button, Group, Pill } from "@mantine/core";
import type { Filter } from "@millrace/protocol";
import type { ReactNode } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { FilterIcon } from "../../icons.tsx";
import { useSite } from "../../site/site-context.tsx";
import { useSegments } from "../../site/use-segments.ts";
import { writeFilter } from "../../view/filter-text.ts";
import styles from "./filter-bar.module.css";
import { sentenceOf } from "./sentence.ts";
import { useUnreadable } from "./use-unreadable.ts";

/** The filters as sentences, each with its way out, in a row of their own; and what of the address was not understood. */
export function FilterChips({ onEdit }: { onEdit?: () => void }) {
  const texts = useTexts();
  const { t } = texts;
  const { site, view, setFilters, navigate } = useSite();
  const { names } = useSegments(site.name);
  const unreadable = useUnreadable();
  if (view.filters.length + unreadable.length === 0) return null;
  const without = (filter: Filter) => setFilters(view.filters.filter((one) => one !== filter));

  return (
    <Group gap={6} role="group" aria-label={t("filter.label")}>
      {view.filters.map((filter) => {
        const sentence = sentenceOf(filter, texts, names);
        return (
          <Chip key={writeFilter(filter)} name={sentence} onRemove={() => without(filter)}>
            {onEdit === undefined ? (
              <bdi>{sentence}</bdi>
            ) : (
              <button type="button" className={styles.sentence} title={sentence} onClick={onEdit}>
                <bdi>{sentence}</bdi>
              </button>
            )}
          </Chip>
        );
      })}
      {unreadable.map(({ name, text, without: search }) => {
        const part = name === "f" ? text : `${name}=${text}`;
        return (
          <Chip key={part} name={part} isFault onRemove={() => navigate(search)}>
            {t("filter.unreadable", { text: part })}
          </Chip>
        );
      })}
      {view.filters.length > 0 && onEdit !== undefined && (
        <ActionIcon
          className="screen-only"
          variant="subtle"
          color="gray"
          size={28}
          aria-label={t("filter.edit")}
          onClick={onEdit}
        >
          <FilterIcon />
        </ActionIcon>
      )}
      {view.filters.length > 1 && (
        <Button className="screen-only" variant="subtle" size="compact-sm" onClick={() => setFilters([])}>
          {t("filter.clear")}
        </Button>
      )}
    </Group>
  );
}

interface ChipProps {
  readonly name: string;
  readonly isFault?: boolean;
  readonly onRemove: () => void;
  readonly children: ReactNode;
}

function Chip({ name, isFault = false, onRemove, children }: ChipProps) {
  const { t } = useTexts();
  return (
    <Pill
      size="md"
      withRemoveButton
      onRemove={onRemove}
      removeButtonProps={{
        className: "screen-only",
        "aria-label": t("filter.remove", { filter: name }),
        tabIndex: 0,
        "aria-hidden": false,
      }}
      className={`${styles.chip} ${isFault ? styles.unreadable : ""}`}
    >
      {children}
    </Pill>
  );
}
