import { Button, Group, Text } from "@mantine/core";
import { useCallback, useSyncExternalStore } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { LineList, type LineListProps } from "./line-list.tsx";
import { SpokenSummary } from "./spoken-summary.tsx";
import { usePauseKey } from "./use-pause-key.ts";

/** The lines, and how to hold them. Of the page, only this is drawn anew when lines come. */
export function LinePane(props: LineListProps) {
  const { t, numbers } = useTexts();
  const { buffer } = props;
  const { held, isPaused, forgotten } = useSyncExternalStore(buffer.subscribe, buffer.state);
  const toggle = useCallback(() => (buffer.state().isPaused ? buffer.resume() : buffer.pause()), [buffer]);
  usePauseKey(toggle);
  return (
    <>
      <Group gap="sm">
        <Button size="xs" variant={isPaused ? "filled" : "default"} onClick={toggle}>
          {isPaused ? t("terminal.resume", { count: held }) : t("terminal.pause")}
        </Button>
        {forgotten > 0 && (
          <Text size="xs" c="dimmed">
            {t("terminal.forgotten", { shown: numbers.count(forgotten) })}
          </Text>
        )}
      </Group>
      <LineList {...props} />
      <SpokenSummary buffer={buffer} />
    </>
  );
}
