import { Code, ScrollArea, Text, Timeline } from "@mantine/core";
import type { SessionPath, SessionStep } from "@millrace/protocol";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { isNotFound } from "../api.ts";
import { Empty, Loaded } from "../cards/card.tsx";
import { Sheet } from "../details/sheet.tsx";
import { duration } from "../format/number.ts";
import { useTexts } from "../i18n/use-texts.tsx";
import { useSite } from "../site/site-context.tsx";
import styles from "./session-sheet.module.css";
import { Place } from "./session-table.tsx";
import { sessionQuery } from "./sessions-query.ts";

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
  return (
    <>
      <dl className={styles.facts}>
        <Fact name={t("session.started")}>{dates.clock(session.started_at)}</Fact>
        <Fact name={t("session.duration")}>{duration(session.duration)}</Fact>
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
      <Timeline active={steps.length} bulletSize={14} lineWidth={2} mt="md">
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps of one visit never move
          <Timeline.Item key={index} title={<StepTitle step={step} />}>
            <StepFacts step={step} before={steps[index - 1]} />
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
  return (
    <bdi className={styles.step}>
      {step.name === "pageview" ? page : step.name}
      {step.name !== "pageview" && page !== "" && <span className={styles.page}> {page}</span>}
    </bdi>
  );
}

function StepFacts({ step, before }: { step: SessionStep; before: SessionStep | undefined }) {
  const { t, dates } = useTexts();
  const sinceMs = before === undefined ? 0 : Date.parse(step.at) - Date.parse(before.at);
  const when =
    before === undefined ? dates.clock(step.at) : t("session.after", { time: duration(sinceMs / 1000) });
  const read = step.engaged_ms > 0 ? t("session.read", { time: duration(step.engaged_ms / 1000) }) : "";
  const money = step.revenue === null ? "" : `${step.revenue.amount} ${step.revenue.currency}`;
  const props = Object.entries(step.props);
  return (
    <>
      <Text size="sm" c="dimmed">
        {[when, read, money].filter(Boolean).join(" · ")}
      </Text>
      {props.map(([key, value]) => (
        <Code key={key} className={styles.prop ?? ""}>
          <bdi>{key}</bdi> = <bdi>{value}</bdi>
        </Code>
      ))}
    </>
  );
}
