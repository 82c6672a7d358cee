import { Text } from "@mantine/core";
import styles from "./facts.module.css";

export interface FactsProps {
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly large?: boolean;
  readonly empty?: string;
}

/** Names with their figures. */
export function Facts({ facts, large = false, empty = "" }: FactsProps) {
  if (facts.length === 0) return <Text size="sm">{empty}</Text>;
  return (
    <dl className={large ? styles.large : styles.small}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
