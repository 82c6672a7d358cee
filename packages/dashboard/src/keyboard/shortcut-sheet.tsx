import { Modal, Table } from "@mantine/core";
import { useTexts } from "../i18n/use-texts.tsx";
import { PERIODS } from "../view/period.ts";
import { useFocusBack } from "./use-focus-back.ts";

/** What the keys do. */
export default function ShortcutSheet({ onClose, mayOperate }: { onClose: () => void; mayOperate: boolean }) {
  useFocusBack();
  const { t } = useTexts();
  const keys: readonly (readonly [string, string])[] = [
    ["?", t("keys.help")],
    ["/", t("keys.filter")],
    ...PERIODS.map(({ name, key }) => [key, t(`period.${name}`)] as const),
    ["c", t("keys.custom")],
    ["[ ]", t("keys.previous")],
    ["x", t("keys.compare")],
    ["g s", t("keys.sites")],
    ["g l", t("keys.live")],
    ...(mayOperate ? [["g o", t("keys.operations")] as const] : []),
    ["↑ ↓ ← →", t("keys.arrows")],
    ["Esc", t("keys.close")],
  ];
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("keys.title")}
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      <Table verticalSpacing={4}>
        <Table.Tbody>
          {keys.map(([key, meaning]) => (
            <Table.Tr key={key}>
              <Table.Td w={120}>
                {key.split(" ").map((one) => (
                  <kbd className="key" key={one}>
                    {one}
                  </kbd>
                ))}
              </Table.Td>
              <Table.Td>{meaning}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
