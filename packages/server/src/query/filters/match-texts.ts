import { createContext, Script } from "node:vm";

/** A hundred times what good expressions take, since this is wall-clock time and a busy machine gives little of it. */
const LIMIT_MS = 250;
const SCRIPT = new Script(
  "texts.map((text) => patterns.some((pattern) => new RegExp(pattern, flags).test(text)))",
);

/**
 * Returns whether each text is matched by any of the patterns, or null when that takes too long: JavaScript backtracks,
 * and the time of some patterns doubles with every letter.
 */
export function matchTexts(
  texts: readonly string[],
  patterns: readonly string[],
  flags: string,
): readonly boolean[] | null {
  if (texts.length === 0) return [];
  try {
    const context = createContext({ texts, patterns, flags });
    return [...(SCRIPT.runInContext(context, { timeout: LIMIT_MS }) as readonly boolean[])];
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return null;
    throw error;
  }
}
