import { Button, CopyButton, Drawer, Group, Loader, Text } from "@mantine/core";
import { TRACE_STAGES, type TraceLine, type TraceReply, type TraceStage } from "@millrace/protocol";
import { useQuery } from "@tanstack/react-query";
import { isNotFound } from "../../api.ts";
import { Failure } from "../../cards/card.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useFocusBack } from "../../keyboard/use-focus-back.ts";
import { moreApi } from "../../more-api.ts";
import { shownMs, shownTime } from "./line-texts.ts";
import styles from "./terminal.module.css";

const AGAIN_MS = 1000;

export interface EventPanelProps {
  readonly site: string | null;
  /** Id or receipt. */
  readonly event: string;
  readonly onClose: () => void;
}

/** One event, stage by stage, in all processes. It is looked for again until it is stored. */
export function EventPanel({ site, event, onClose }: EventPanelProps) {
  const { t } = useTexts();
  useFocusBack();
  const query = useQuery({
    queryKey: ["trace", site, event],
    queryFn: () => moreApi.trace(event, site),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isOver(data) ? false : AGAIN_MS),
    retry: false,
  });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      title={t("terminal.follow")}
      closeButtonProps={{ "aria-label": t("terminal.close") }}
    >
      <code className={styles.id}>{event}</code>
      {query.isPending && <Loader size="sm" mt="md" />}
      {query.error !== null && isNotFound(query.error) && (
        <Text size="sm" mt="md">
          {t("terminal.unknown")}
        </Text>
      )}
      {query.error !== null && !isNotFound(query.error) && (
        <Failure error={query.error} retry={query.refetch} />
      )}
      {query.data !== undefined && <Stages reply={query.data} />}
    </Drawer>
  );
}

/** Nothing more happens to it before the night. */
const isOver = ({ lines }: TraceReply): boolean =>
  lines.some(({ stage, outcome }) => stage === "live" || outcome === "dropped" || outcome === "dead");

function Stages({ reply }: { reply: TraceReply }) {
  const { t } = useTexts();
  const [first] = reply.lines;
  const isDropped = reply.lines.some(({ outcome }) => outcome === "dropped" || outcome === "dead");
  return (
    <>
      {first?.event != null && (
        <Text size="sm" mt="xs">
          <b>{first.event.name}</b> <bdi>{first.event.page}</bdi> · {first.event.door}
        </Text>
      )}
      <ol className={styles.stages}>
        {TRACE_STAGES.map((stage) => (
          <Stage
            key={stage}
            stage={stage}
            lines={reply.lines.filter((line) => line.stage === stage)}
            from={first?.at ?? 0}
            isExpected={!isDropped}
          />
        ))}
      </ol>
      {reply.silent.length > 0 && (
        <p className={styles.warning}>{t("terminal.silent", { processes: reply.silent.join(", ") })}</p>
      )}
      <Group>
        <CopyButton value={JSON.stringify(reply, null, 2)}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy}>
              {t(copied ? "terminal.copied" : "terminal.copy")}
            </Button>
          )}
        </CopyButton>
      </Group>
    </>
  );
}

interface StageProps {
  readonly stage: TraceStage;
  readonly lines: readonly TraceLine[];
  /** When the event came in, epoch ms. */
  readonly from: number;
  readonly isExpected: boolean;
}

function Stage({ stage, lines, from, isExpected }: StageProps) {
  const { t, named } = useTexts();
  if (lines.length === 0 && !isExpected) return null;
  return (
    <li className={styles.passed} data-stage={stage} data-passed={lines.length > 0}>
      <b>{t(`terminal.stage.${stage}`)}</b>
      {lines.length === 0 && (
        <span className={styles.note}>{t(stage === "seal" ? "terminal.sealLater" : "terminal.pending")}</span>
      )}
      {lines.map((line) => (
        <div key={line.key} className={styles.detail}>
          <time>{shownTime(line.at)}</time> <span>+{shownMs(line.at - from)}</span>{" "}
          {line.ms !== null && <span>{t("terminal.took", { duration: shownMs(line.ms) })}</span>}{" "}
          {line.batch !== null && line.batch.rows > 0 && (
            <span>{t("terminal.batch", { count: line.batch.rows })}</span>
          )}{" "}
          {line.outcome !== "ok" && (
            <b className={styles.bad}>
              {t(`terminal.outcome.${line.outcome}`)}{" "}
              {line.reason === null ? "" : named(`drop.${line.reason}`, line.reason)} {line.error ?? ""}
            </b>
          )}{" "}
          {line.receipt !== null && <code>{line.receipt}</code>}{" "}
          <span className={styles.note}>{line.process}</span>
        </div>
      ))}
    </li>
  );
}
