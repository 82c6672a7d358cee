import { HoverCard, UnstyledButton } from "@mantine/core";
import type { PipelineSample } from "@millrace/protocol";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { duration } from "../../format/number.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useUser } from "../../user.tsx";
import { pipelineQuery } from "../operations/pipeline-query.ts";
import styles from "./health-dot.module.css";

/** Whether all is stored, at a glance; what waits and what is dead, on hover; all of it, by a click. */
export function HealthDot() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { mayOperate } = useUser();
  const { data, isError } = useQuery({ ...pipelineQuery, enabled: mayOperate });
  if (!mayOperate) return null;
  const isAsked = data === undefined && !isError;
  const health = isError || data === undefined ? "unknown" : data.health;
  return (
    <HoverCard width={260} position="bottom-end" openDelay={150}>
      <HoverCard.Target>
        <UnstyledButton
          className={`${styles.health} screen-only`}
          data-health={health}
          aria-label={`${t("health.label")}: ${t(`health.${health}`)}`}
          onClick={() => void navigate({ to: "/operations" })}
        >
          <span className={styles.dot} />
          {/* Until it is known the place is held by what it says on most days, or all beside it would move. */}
          <span className={styles.words} data-asked={isAsked}>
            {t(`health.${isAsked ? "green" : health}`)}
          </span>
        </UnstyledButton>
      </HoverCard.Target>
      <HoverCard.Dropdown>{data !== undefined && <Ledger sample={data.now} />}</HoverCard.Dropdown>
    </HoverCard>
  );
}

function Ledger({ sample }: { sample: PipelineSample }) {
  const { t, numbers } = useTexts();
  const lines: readonly (readonly [string, string])[] = [
    [t("health.accepted"), numbers.count(sample.accepted)],
    [t("operations.settled"), numbers.count(sample.settled)],
    [t("health.waiting"), numbers.count(sample.waiting)],
    [t("health.dead"), numbers.count(sample.dead)],
    [t("health.lag"), duration(sample.lag)],
  ];
  return (
    <dl className={styles.ledger}>
      {lines.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
