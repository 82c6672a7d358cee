import { Text } from "@mantine/core";
import styles from "./facts.module.css";

export interface FactsProps {
  readonly facts: readonly Fact[];
  readonly large?: boolean;
  readonly empty?: string;
}

/** A name with its figure, and what explains the figure. */
export type Fact = readonly [name: string, value: string, note?: string | undefined];

/** Names with their figures. */
export function Facts({ facts, large = false, empty = "" }: FactsProps) {
  if (facts.length === 0) return <Text size="sm">{empty}</Text>;
  return (
    <dl className={large ? styles.large : styles.small}>
      {facts.map(([name, value, note]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value}
            {note !== undefined && <span className={styles.note}>{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
