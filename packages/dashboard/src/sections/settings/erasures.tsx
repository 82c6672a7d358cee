import { Button, Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import type { ErasureInfo, NewErasure } from "@millrace/protocol";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api.ts";
import { Loaded } from "../../cards/card.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { Box } from "../account/box.tsx";
import { Confirmation } from "../account/confirmation.tsx";
import { Entries, Entry } from "../account/entries.tsx";

const REFRESH_MS = 5000;
type Part = Omit<NewErasure, "confirm">;
const KINDS = ["period", "user"] as const;
type Kind = (typeof KINDS)[number];

/** Erases the events of a period or of a person, and lists what was erased. */
export function Erasures({ site }: { site: string }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ["erasures", site],
    queryFn: () => moreApi.erasures(site),
    refetchInterval: ({ state }) =>
      state.data?.some((one) => one.state === "requested") === true ? REFRESH_MS : false,
  });
  const [asked, setAsked] = useState<Part | null>(null);

  async function erase(part: Part): Promise<void> {
    await moreApi.requestErasure(site, { ...part, confirm: site });
    await client.invalidateQueries({ queryKey: ["erasures", site] });
    await client.invalidateQueries({ queryKey: ["report", site] });
  }

  return (
    <Box title={t("erase.title")} hint={t("erase.hint")} isDanger>
      <PartForm onAsk={setAsked} />
      <Loaded query={query} rows={1}>
        {(erasures) => erasures.length > 0 && <List erasures={erasures} />}
      </Loaded>
      {asked !== null && (
        <Sure site={site} part={asked} onConfirm={() => erase(asked)} onClose={() => setAsked(null)} />
      )}
    </Box>
  );
}

function PartForm({ onAsk }: { onAsk: (part: Part) => void }) {
  const { t } = useTexts();
  const [kind, setKind] = useState<Kind>("period");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [user, setUser] = useState("");
  const isReady = kind === "user" ? user !== "" : from !== "" && to !== "" && from <= to;

  function ask(event: FormEvent): void {
    event.preventDefault();
    if (isReady) onAsk(kind === "user" ? { user_id: user } : { from, to });
  }

  return (
    <form onSubmit={ask}>
      <Stack gap="sm">
        <SegmentedControl
          aria-label={t("erase.what")}
          data={KINDS.map((value) => ({ value, label: t(`erase.kind.${value}`) }))}
          value={kind}
          onChange={(value) => setKind(value as Kind)}
          style={{ alignSelf: "start" }}
        />
        {kind === "period" ? (
          <Group grow>
            <TextInput
              type="date"
              label={t("erase.from")}
              value={from}
              onChange={(e) => setFrom(e.currentTarget.value)}
            />
            <TextInput
              type="date"
              label={t("erase.to")}
              value={to}
              onChange={(e) => setTo(e.currentTarget.value)}
            />
          </Group>
        ) : (
          <TextInput
            label={t("erase.user")}
            description={t("erase.userHint")}
            autoComplete="off"
            value={user}
            onChange={(e) => setUser(e.currentTarget.value)}
          />
        )}
        <Group>
          <Button
            type="submit"
            variant="outline"
            disabled={!isReady}
            {...(isReady && { style: { borderColor: "var(--worse)", color: "var(--worse)" } })}
          >
            {t("erase.ask")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface SureProps {
  readonly site: string;
  readonly part: Part;
  readonly onConfirm: () => Promise<void>;
  readonly onClose: () => void;
}

/** Says what would go, and asks for the site's name. */
function Sure({ site, part: { from, to, user_id }, onConfirm, onClose }: SureProps) {
  const { t, dates } = useTexts();
  const [typed, setTyped] = useState("");
  const hint =
    from !== undefined && to !== undefined
      ? t("erase.surePeriod", { from: dates.date(from), to: dates.date(to) })
      : t("erase.sureUser", { user: user_id ?? "" });
  return (
    <Confirmation
      title={t("erase.title")}
      hint={hint}
      submit={t("erase.submit")}
      isReady={typed === site}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      {from !== undefined && to !== undefined && <Events site={site} from={from} to={to} />}
      <TextInput
        label={t("danger.confirm", { site })}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </Confirmation>
  );
}

/** How many events the period has now. */
function Events({ site, from, to }: { site: string; from: string; to: string }) {
  const { t } = useTexts();
  const { data } = useQuery({
    queryKey: ["events-of", site, from, to],
    queryFn: ({ signal }) =>
      api.query({ site_id: site, metrics: ["events"], date_range: [from, to] }, signal),
    staleTime: 0,
  });
  const count = data?.results[0]?.metrics[0];
  return (
    <Text size="sm" fw={600} role="status">
      {typeof count === "number" ? t("erase.count", { count }) : ""}
    </Text>
  );
}

function List({ erasures }: { erasures: readonly ErasureInfo[] }) {
  const { t, dates } = useTexts();
  return (
    <Entries label={t("erase.list")}>
      {erasures.map(({ id, from, to, state, requested_at, rows }) => (
        <Entry
          key={id}
          title={from !== null && to !== null ? dates.range(from, to) : t("erase.aPerson")}
          detail={`${dates.instant(Date.parse(requested_at))} · ${t("erase.count", { count: rows })}`}
        >
          <Text size="sm">{t(`erase.state.${state}`)}</Text>
        </Entry>
      ))}
    </Entries>
  );
}
