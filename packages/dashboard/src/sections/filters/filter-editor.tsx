import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  Modal,
  SegmentedControl,
  Select,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import {
  EVENT_DIMENSIONS,
  FILTER_OPERATORS,
  type FilterDimension,
  type FilterOperator,
  PROPERTY_PREFIX,
  VISIT_DIMENSIONS,
} from "@millrace/protocol";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api.ts";
import { dimensionName } from "../../cards/table/table-card.tsx";
import { countryCode } from "../../format/country-code.ts";
import { ADDRESS_DIMENSIONS } from "../../format/names.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { CloseIcon, PlusIcon } from "../../icons.tsx";
import { useFocusBack } from "../../keyboard/use-focus-back.ts";
import { useSite } from "../../site/site-context.tsx";
import {
  type Condition,
  conditionsOf,
  filtersOf,
  type Match,
  mayFoldCase,
  toOperator,
} from "./conditions.ts";
import styles from "./filter-bar.module.css";

const PROPERTY = "property";
const DIMENSIONS: readonly FilterDimension[] = [...EVENT_DIMENSIONS, "event:goal", ...VISIT_DIMENSIONS];

/** Edits all filters at once: conditions that must all be met, or any of them. */
export default function FilterEditor({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  useFocusBack();
  const { view, setFilters } = useSite();
  const read = conditionsOf(view.filters);
  const [match, setMatch] = useState<Match>(read.match);
  const [conditions, setConditions] = useState<readonly Condition[]>(
    read.conditions.length > 0
      ? read.conditions
      : [{ operator: "is", dimension: "event:page", values: [], foldCase: false }],
  );
  const change = (at: number, changes: Partial<Condition>) =>
    setConditions(conditions.map((one, index) => (index === at ? { ...one, ...changes } : one)));

  function apply(): void {
    setFilters([...read.others, ...filtersOf(conditions, match)]);
    onClose();
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={<span className={styles.title}>{t("filter.label")}</span>}
      size="xl"
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      <Stack gap="sm">
        {read.others.length > 0 && <Text size="sm">{t("filter.complex")}</Text>}
        {conditions.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label={t("filter.match")}
            value={match}
            onChange={(chosen) => setMatch(chosen as Match)}
            data={[
              { value: "all", label: t("filter.all") },
              { value: "any", label: t("filter.any") },
            ]}
          />
        )}
        {conditions.map((condition, index) => (
          <ConditionRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a condition is its place, whatever it says by now
            key={index}
            condition={condition}
            isFirst={index === 0}
            onChange={(changes) => change(index, changes)}
            onRemove={() => setConditions(conditions.filter((_one, at) => at !== index))}
          />
        ))}
        <Group justify="space-between">
          <Button
            variant="subtle"
            leftSection={<PlusIcon />}
            onClick={() =>
              setConditions([
                ...conditions,
                { operator: "is", dimension: "visit:source", values: [], foldCase: false },
              ])
            }
          >
            {t("filter.another")}
          </Button>
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("app.cancel")}
            </Button>
            <Button onClick={apply}>{t("filter.apply")}</Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Whose values are codes, which nobody has to know. */
const NAMED: readonly string[] = ["visit:country", "visit:region", "visit:language"];

interface ConditionRowProps {
  readonly condition: Condition;
  /** Where typing begins. */
  readonly isFirst: boolean;
  readonly onChange: (changes: Partial<Condition>) => void;
  readonly onRemove: () => void;
}

function ConditionRow({ condition, isFirst, onChange, onRemove }: ConditionRowProps) {
  const texts = useTexts();
  const { t } = texts;
  const { dimension, operator, values, foldCase } = condition;
  const isProperty = dimension.startsWith(PROPERTY_PREFIX);
  const known = useKnownValues(condition);
  // Patterns are about addresses as they are stored.
  const isRead = ADDRESS_DIMENSIONS.includes(dimension) && !operator.startsWith("matches");
  const isNamed = NAMED.includes(dimension) && (operator === "is" || operator === "is_not");
  const nameOf = (value: string) => texts.names.value(dimension, value);
  const shown = (all: readonly string[]) => (isRead || isNamed ? [...new Set(all.map(nameOf))] : [...all]);
  const codeOf = (text: string) =>
    [...values, ...known].find((value) => nameOf(value).toLowerCase() === text.toLowerCase()) ??
    (dimension === "visit:country" ? countryCode(text, texts.names.country) : null) ??
    text;
  return (
    <Stack gap={4}>
      <Group gap="xs" align="flex-end" wrap="wrap">
        <Select
          label={t("filter.dimension")}
          w={170}
          searchable
          allowDeselect={false}
          data={[
            ...DIMENSIONS.map((name) => ({ value: name as string, label: dimensionName(name, texts) })),
            { value: PROPERTY, label: t("dimension.property.choose") },
          ]}
          value={isProperty ? PROPERTY : dimension}
          onChange={(name) =>
            onChange({
              dimension: (name === PROPERTY ? PROPERTY_PREFIX : name) as FilterDimension,
              values: [],
            })
          }
        />
        {isProperty && (
          <TextInput
            label={t("dimension.property.key")}
            w={140}
            value={dimension.slice(PROPERTY_PREFIX.length)}
            onChange={(event) => onChange({ dimension: `${PROPERTY_PREFIX}${event.currentTarget.value}` })}
          />
        )}
        <Select
          label={t("filter.operator")}
          w={160}
          allowDeselect={false}
          data={FILTER_OPERATORS.map((name) => ({ value: name, label: t(`filter.${name}`) }))}
          value={operator}
          onChange={(name) => onChange(toOperator(name as FilterOperator))}
        />
        <TagsInput
          label={t("filter.values")}
          placeholder={values.length === 0 ? t("filter.valuesHint") : ""}
          flex="1 1 220px"
          {...(isFirst && { "data-autofocus": true })}
          data={shown(known)}
          value={shown(values)}
          onChange={(chosen) => onChange({ values: isNamed ? chosen.map(codeOf) : chosen })}
          // Over values that are there it would lie on all that is below.
          openOnFocus={values.length === 0}
          acceptValueOnBlur
          splitChars={[]}
          // The list itself scrolls: a box around it would be one that takes no focus.
          withScrollArea={false}
          styles={{ options: { maxHeight: 260, overflowY: "auto" } }}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          aria-label={t("filter.removeCondition")}
          onClick={onRemove}
        >
          <CloseIcon />
        </ActionIcon>
      </Group>
      {mayFoldCase(operator) && (
        <Group gap="md">
          <Checkbox
            size="xs"
            label={t("filter.foldCase")}
            checked={foldCase}
            onChange={(event) => onChange({ foldCase: event.currentTarget.checked })}
          />
          {operator.startsWith("matches") && (
            <Text size="xs" c="dimmed">
              {t("filter.regexHint")}
            </Text>
          )}
        </Group>
      )}
    </Stack>
  );
}

const SUGGESTIONS = 100;
/** The name of a property is asked for when it is whole, not letter by letter. */
const TYPING_MS = 250;

/** The most frequent values of a dimension in the period, to choose from. */
function useKnownValues({ dimension: typed, operator }: Condition): string[] {
  const { site, params } = useSite();
  const [dimension] = useDebouncedValue(typed, TYPING_MS);
  const isWanted = dimension === typed && !operator.startsWith("matches") && dimension !== PROPERTY_PREFIX;
  const { data } = useQuery({
    queryKey: ["values", site.name, dimension, params.date_range],
    queryFn: ({ signal }) =>
      api.query(
        {
          site_id: site.name,
          metrics: ["visitors"],
          dimensions: [dimension],
          date_range: rangeOf(params.date_range),
          pagination: { limit: SUGGESTIONS },
        },
        signal,
      ),
    enabled: isWanted,
  });
  if (!isWanted) return [];
  return [...new Set(data?.results.map(({ dimensions }) => dimensions[0] ?? "") ?? [])];
}

function rangeOf(text: string): string | [string, string] {
  const [first = "", last] = text.split(",");
  return last === undefined ? first : [first, last];
}
