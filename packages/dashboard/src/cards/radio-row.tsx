import { useId } from "react";
import styles from "./radio-row.module.css";

export interface RadioRowProps<Name extends string> {
  readonly label: string;
  readonly choices: readonly { readonly name: Name; readonly title: string }[];
  readonly chosen: Name;
  readonly onChoose: (name: Name) => void;
}

/** A few choices side by side, of which one holds. */
export function RadioRow<Name extends string>({ label, choices, chosen, onChoose }: RadioRowProps<Name>) {
  const group = useId();
  return (
    <div className={styles.row} role="radiogroup" aria-label={label}>
      {choices.map(({ name, title }) => (
        <label key={name} className={styles.choice}>
          <input
            type="radio"
            name={group}
            value={name}
            checked={name === chosen}
            onChange={() => onChoose(name)}
          />
          {title}
        </label>
      ))}
    </div>
  );
}
