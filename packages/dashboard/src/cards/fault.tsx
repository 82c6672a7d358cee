import { Text } from "@mantine/core";
import { useTexts } from "../i18n/use-texts.tsx";
import { reasonOf } from "./card.tsx";

/** Why something that somebody chose to do did not happen. */
export function Fault({ error }: { error: Error }) {
  const texts = useTexts();
  return (
    <Text size="sm" role="alert" c="var(--worse)">
      <bdi>{reasonOf(error, texts)}</bdi>
    </Text>
  );
}
