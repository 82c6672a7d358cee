import { VisuallyHidden } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import type { LineBuffer } from "./line-buffer.ts";
import { type Summary, summarizeLines } from "./summarize-lines.ts";

/** Says to those who hear the page how much comes: nobody could listen to each line. */
export function SpokenSummary({ buffer }: { buffer: LineBuffer }) {
  const { t } = useTexts();
  const [said, setSaid] = useState<Summary & { readonly number: number }>({ number: 0, lines: 0, errors: 0 });
  useEffect(
    () =>
      summarizeLines(buffer.state, (summary) =>
        setSaid(({ number }) => ({ number: number + 1, ...summary })),
      ),
    [buffer],
  );
  return (
    <VisuallyHidden aria-live="polite" data-testid="terminal-summary">
      {said.number > 0 && (
        // By its key a new text, which is read out also where it is the same as the one before.
        <span key={said.number}>
          {t("terminal.came", { count: said.lines })}, {t("terminal.faults", { count: said.errors })}
        </span>
      )}
    </VisuallyHidden>
  );
}
