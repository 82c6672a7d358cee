import type { ReactNode } from "react";
import styles from "./entries.module.css";

/** A list of people, places or teams, one per row, each with what can be done with it. */
export function Entries({ label, children }: { label: string; children: ReactNode }) {
  return (
    // Safari takes a list without marks for none.
    // biome-ignore lint/a11y/noRedundantRoles: the role is not redundant there
    <ul className={styles.list} role="list" aria-label={label}>
      {children}
    </ul>
  );
}

export interface EntryProps {
  readonly title: ReactNode;
  readonly detail?: ReactNode;
  /** Buttons, or what the row is beside its name. */
  readonly children?: ReactNode;
}

export function Entry({ title, detail, children }: EntryProps) {
  return (
    <li className={styles.entry}>
      <div className={styles.what}>
        <div>{title}</div>
        {detail !== undefined && <div className={styles.quiet}>{detail}</div>}
      </div>
      <div className={styles.aside}>{children}</div>
    </li>
  );
}
