/** What may follow a backslash, and mean the same everywhere. */
const ESCAPES = /^\\[dwsDWSnrt\\^$.|?*+()[\]{}/-]$/;
const MAX_REPEATS = 255;

/**
 * Why a regular expression may not mean the same to RE2 (ClickHouse) and PostgreSQL, or null when it does: literals,
 * `.`, classes, groups, `|`, `^`, `$`, repetition, and `\d \w \s`. No look-around and no back references, so that it
 * runs in linear time.
 */
export function regexFault(pattern: string): string | null {
  let depth = 0;
  let canRepeat = false;
  for (let at = 0; at < pattern.length; ) {
    const token = tokenAt(pattern, at);
    if (token === null) return `${JSON.stringify(pattern.slice(at, at + 10))} is not understood`;
    const kind = token.kind;
    if (kind === "repeat" && !canRepeat) return `nothing to repeat before ${JSON.stringify(token.text)}`;
    if (kind === "open") depth += 1;
    if (kind === "close") depth -= 1;
    if (depth < 0) return "a ) has no (";
    canRepeat = kind === "atom" || kind === "close";
    at += token.text.length;
  }
  return depth === 0 ? null : "a ( has no )";
}

interface Token {
  readonly kind: "atom" | "repeat" | "open" | "close" | "other";
  readonly text: string;
}

function tokenAt(pattern: string, at: number): Token | null {
  const rest = pattern.slice(at);
  const first = rest[0] as string;
  if (first === "\\") return ESCAPES.test(rest.slice(0, 2)) ? { kind: "atom", text: rest.slice(0, 2) } : null;
  if (first === "[") return classAt(rest);
  if (first === "(") {
    const text = rest.startsWith("(?:") ? "(?:" : "(";
    return text === "(" && rest[1] === "?" ? null : { kind: "open", text };
  }
  if (first === ")") return { kind: "close", text: ")" };
  if (first === "|" || first === "^" || first === "$") return { kind: "other", text: first };
  const repeat = /^(?:[*+?]|\{(\d{1,3})(?:,(\d{0,3}))?\})\??/.exec(rest);
  if (repeat !== null) {
    const [least = 0, most = 0] = [repeat[1], repeat[2] || repeat[1]].map(Number);
    return most > MAX_REPEATS || least > (most || least) ? null : { kind: "repeat", text: repeat[0] };
  }
  return first === "{" || first === "}" || first === "]" ? null : { kind: "atom", text: first };
}

/** A bracket expression: characters, ranges and escapes; the nested ones of POSIX and Perl mean different things. */
function classAt(rest: string): Token | null {
  const match = /^\[\^?(?:\\[dwsnrt\\^\][.-]|[^\\[\]])+\]/.exec(rest);
  return match === null ? null : { kind: "atom", text: match[0] };
}
