import { Menu } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { Ref } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { CloseIcon, ExternalIcon, FilterIcon, GoalIcon } from "../../icons.tsx";
import { useUser } from "../../user.tsx";
import { Fault } from "../fault.tsx";
import { goalOf } from "../goal-of.ts";
import { useMakeGoal } from "../use-make-goal.ts";
import type { Row } from "./row.ts";
import styles from "./row-menu.module.css";

/** Says nothing of the menu: the button that asked for it does. */
function Anchor({ ref }: { ref?: Ref<HTMLSpanElement> }) {
  return <span ref={ref} className={styles.anchor} />;
}

export interface RowMenuProps {
  readonly row: Pick<Row, "name" | "href" | "isChosen" | "dimension" | "dimensionValue">;
  readonly choose: (exclude: boolean) => void;
  readonly onClose: () => void;
}

/** All that can be done with a row, for fingers and keys as well: Alt and click are neither's. */
export default function RowMenu({ row, choose, onClose }: RowMenuProps) {
  const { t } = useTexts();
  const { mayEdit } = useUser();
  const making = useMutation({ mutationFn: useMakeGoal(), onSuccess: onClose });
  const goal = goalOf(row.dimension, row.dimensionValue ?? "");
  return (
    <Menu opened onClose={onClose} position="bottom-end" returnFocus={false}>
      <Menu.Target>
        <Anchor />
      </Menu.Target>
      <Menu.Dropdown aria-label={t("row.menu", { value: row.name })}>
        <Menu.Item leftSection={<FilterIcon size={14} />} onClick={() => choose(false)}>
          {t(row.isChosen ? "row.unfilter" : "row.filter")}
        </Menu.Item>
        <Menu.Item leftSection={<CloseIcon size={14} />} onClick={() => choose(true)}>
          {t("row.exclude")}
        </Menu.Item>
        {goal !== null && mayEdit && (
          <Menu.Item
            leftSection={<GoalIcon size={14} />}
            closeMenuOnClick={false}
            disabled={making.isPending}
            onClick={() => making.mutate(goal)}
          >
            {t("row.goal")}
          </Menu.Item>
        )}
        {making.error !== null && (
          <div className={styles.fault}>
            <Fault error={making.error} />
          </div>
        )}
        {row.href !== undefined && (
          <Menu.Item
            component="a"
            href={row.href}
            target="_blank"
            rel="noreferrer noopener"
            leftSection={<ExternalIcon size={14} />}
          >
            {t("row.open")}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
