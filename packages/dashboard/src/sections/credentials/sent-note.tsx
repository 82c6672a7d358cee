import { Text } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";

/** In place of a form that was sent: takes the focus, so that whoever does not see the page learns of it. */
export function SentNote({ children }: { children: ReactNode }) {
  const ref = useRef<HTMLParagraphElement>(null);
  useEffect(() => ref.current?.focus(), []);
  return (
    <Text ref={ref} tabIndex={-1} size="sm" style={{ overflowWrap: "anywhere", outline: "none" }}>
      {children}
    </Text>
  );
}
