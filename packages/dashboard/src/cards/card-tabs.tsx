import { Tabs } from "@mantine/core";
import styles from "./card-tabs.module.css";

/** Ids by which a tab and what it shows name each other. */
export const tabId = (tabs: string, name: string): string => `${tabs}-tab-${name}`;
export const panelId = (tabs: string): string => `${tabs}-panel`;

export interface CardTabsProps<Name extends string> {
  readonly id: string;
  readonly label: string;
  readonly tabs: readonly { readonly name: Name; readonly title: string }[];
  readonly chosen: Name;
  readonly onChoose: (name: Name) => void;
}

/** Beside the heading of a card that holds several reports. */
export function CardTabs<Name extends string>({ id, label, tabs, chosen, onChoose }: CardTabsProps<Name>) {
  return (
    <Tabs
      id={id}
      value={chosen}
      onChange={(name) => name !== null && onChoose(name as Name)}
      classNames={{ root: styles.root ?? "", list: styles.list ?? "", tab: styles.tab ?? "" }}
      variant="pills"
    >
      <Tabs.List aria-label={label}>
        {tabs.map(({ name, title }) => (
          <Tabs.Tab key={name} id={tabId(id, name)} aria-controls={panelId(id)} value={name} size="sm">
            {title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}
