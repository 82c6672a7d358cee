import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useFocusBack } from "../../keyboard/use-focus-back.ts";
import styles from "./sheet.module.css";

export interface SheetProps {
  readonly title: string;
  /** Of what it shows that: the period and the filters. */
  readonly subtitle?: string;
  readonly onClose: () => void;
  readonly size?: string;
  /** Another sheet lies over it: Esc closes that one alone. */
  readonly isCovered?: boolean;
  readonly children: ReactNode;
}

/** A sheet over the page's right side, on a phone over all of it. Esc closes it. */
export function Sheet({ title, subtitle, onClose, size = "xl", isCovered = false, children }: SheetProps) {
  const { t } = useTexts();
  useFocusBack();
  return (
    <Drawer
      opened
      onClose={onClose}
      closeOnEscape={!isCovered}
      position="right"
      size={size}
      title={title}
      closeButtonProps={{ "aria-label": t("app.close") }}
      styles={{
        content: { display: "flex", flexDirection: "column" },
        body: { flex: 1, minHeight: 0, display: "flex", flexDirection: "column" },
        title: { fontWeight: 600, fontSize: 17 },
      }}
    >
      {subtitle !== undefined && <p className={styles.subtitle}>{subtitle}</p>}
      {children}
    </Drawer>
  );
}
