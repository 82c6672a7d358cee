import { Code, ScrollArea, Text, Timeline } from "@mantine/core";
import type { SessionPath, SessionStep } from "@millrace/protocol";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { isNotFound } from "../../api.ts";
import { Empty, Loaded } from "../../cards/card.tsx";
import { duration } from "../../format/number.ts";
import { localeOf } from "../../i18n/index.ts";
import { type Texts, useTexts } from "../../i18n/use-texts.tsx";
import { useSite } from "../../site/site-context.tsx";
import { Sheet } from "../details/sheet.tsx";
import { foldEngagement } from "./fold-engagement.ts";
import { isRunning } from "./running.ts";
import styles from "./session-sheet.module.css";
import { Place } from "./session-table.tsx";
import { sessionQuery } from "./sessions-query.ts";
import { visitDuration } from "./visit-duration.ts";

/** One visit, event by event. */
export default function SessionSheet({ id }: { id: string }) {
  const { t } = useTexts();
  const { site, navigate } = useSite();
  const query = useQuery(sessionQuery(site.name, id));
  return (
    <Sheet title={t("session.title")} size="lg" onClose={() => navigate({ session: "" })}>
      <ScrollArea flex={1} viewportProps={{ tabIndex: 0 }}>
        {query.error !== null && isNotFound(query.error) ? (
          <Empty>{t("session.gone")}</Empty>
        ) : (
          <Loaded query={query} rows={8}>
            {(path) => <Path path={path} />}
          </Loaded>
        )}
      </ScrollArea>
    </Sheet>
  );
}

function Path({ path: { session, steps, truncated } }: { path: SessionPath }) {
  const { t, dates } = useTexts();
  const shown = foldEngagement(steps);
  const isOn = isRunning(session, Date.now());
  return (
    <>
      <dl className={styles.facts}>
        <Fact name={t("session.started")}>{dates.clock(session.started_at)}</Fact>
        <Fact name={t("session.duration")}>
          {visitDuration(session)}
          {isOn && ` (${t("session.running")})`}
        </Fact>
        <Fact name={t("session.from")}>
          <bdi>{session.source === "" ? t("session.direct") : session.source}</bdi>
        </Fact>
        <Fact name={t("session.where")}>
          <Place session={session} />
        </Fact>
        <Fact name={t("session.with")}>
          <bdi>{[session.browser, session.os, session.device].filter(Boolean).join(", ")}</bdi>
        </Fact>
      </dl>
      <Timeline active={shown.length} bulletSize={14} lineWidth={2} mt="md">
        {shown.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps of one visit never move
          <Timeline.Item key={index} title={<StepTitle step={step} />}>
            <StepFacts step={step} />
          </Timeline.Item>
        ))}
      </Timeline>
      {truncated && (
        <Text size="sm" c="dimmed" mt="sm">
          {t("session.truncated")}
        </Text>
      )}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function StepTitle({ step }: { step: SessionStep }) {
  const { names } = useTexts();
  const page = names.value("event:page", step.page);
  const isOfPage = step.name === "pageview" || step.name === "engagement";
  return (
    <bdi className={styles.step}>
      {isOfPage ? page : step.name}
      {!isOfPage && page !== "" && <span className={styles.page}> {page}</span>}
    </bdi>
  );
}

function StepFacts({ step }: { step: SessionStep }) {
  const texts = useTexts();
  const money = step.revenue === null ? "" : `${step.revenue.amount} ${step.revenue.currency}`;
  const props = Object.entries(step.props);
  return (
    <>
      <Text size="sm" c="dimmed">
        {[clockOf(step.at, texts), readingOf(step, texts), money].filter(Boolean).join(" · ")}
      </Text>
      {props.map(([key, value]) => (
        <Code key={key} className={styles.prop ?? ""}>
          <bdi>{key}</bdi> = <bdi>{value}</bdi>
        </Code>
      ))}
    </>
  );
}

/** The site's clock to the second, the same at every step; the date stands above. */
function clockOf(at: string, { language }: Texts): string {
  const clock = new Date(`${at.slice(0, 19)}Z`);
  return new Intl.DateTimeFormat(localeOf(language), { timeZone: "UTC", timeStyle: "medium" }).format(clock);
}

/** `read for 26s, 60%`; nothing where nobody measured it. */
function readingOf({ engaged_ms, scroll_depth = 0 }: SessionStep, { t, numbers }: Texts): string {
  const parts = [
    engaged_ms > 0 && t("session.read", { time: duration(engaged_ms / 1000) }),
    scroll_depth > 0 && t("session.seen", { share: numbers.percent(scroll_depth) }),
  ];
  return parts.filter(Boolean).join(", ");
}
