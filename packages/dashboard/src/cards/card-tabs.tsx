import { Tabs } from "@mantine/core";
import styles from "./card-tabs.module.css";

export interface CardTabsProps<Name extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly name: Name; readonly title: string }[];
  readonly chosen: Name;
  readonly onChoose: (name: Name) => void;
}

/** Beside the heading of a card that holds several reports. */
export function CardTabs<Name extends string>({ label, tabs, chosen, onChoose }: CardTabsProps<Name>) {
  return (
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
  );
}
