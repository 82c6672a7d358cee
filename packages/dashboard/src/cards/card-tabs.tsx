import { Tabs } from "@mantine/core";
import type { ReactNode } from "react";
import styles from "./card-tabs.module.css";

export interface CardTabsProps<Name extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly name: Name; readonly title: string }[];
  readonly chosen: Name;
  readonly onChoose: (name: Name) => void;
  readonly children?: ReactNode;
}

/** A card's title where it holds several reports. */
export function CardTabs<Name extends string>({
  label,
  tabs,
  chosen,
  onChoose,
  children,
}: CardTabsProps<Name>) {
  return (
    <>
      <h2 className={styles.title}>{label}</h2>
      <Tabs
        value={chosen}
        onChange={(name) => name !== null && onChoose(name as Name)}
        classNames={{ root: styles.root ?? "", list: styles.list ?? "", tab: styles.tab ?? "" }}
        variant="pills"
      >
        <Tabs.List aria-label={label}>
          {tabs.map(({ name, title }) => (
            <Tabs.Tab key={name} value={name} size="sm">
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      {children}
    </>
  );
}
