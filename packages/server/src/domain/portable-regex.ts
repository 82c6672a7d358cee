/** What may follow a backslash, and mean the same everywhere. */
const ESCAPES = /^\\[dwsDWSnrt\\^$.|?*+()[\]{}/-]$/;
const MAX_REPEATS = 255;
/** RE2's own limit: (a{100}){11} is refused there. */
const MAX_NESTED_REPEATS = 1000;

/**
 * Returns why a regular expression may not mean the same to RE2 (ClickHouse) and PostgreSQL, or null when it does.
 * Allowed: literals, `.`, classes, groups, `|`, `^`, `$`, repetition, and `\d \w \s`. No look-around and no back
 * references, so that it runs in linear time.
 */
export function regexFault(pattern: string): string | null {
  const repeats = createRepeats();
  let depth = 0;
  let canRepeat = false;
  for (let at = 0; at < pattern.length; ) {
    const token = tokenAt(pattern, at);
    if (token === null) return `${JSON.stringify(pattern.slice(at, at + 10))} is not supported`;
    const { kind, text } = token;
    if (kind === "repeat" && !canRepeat) return `nothing to repeat before ${JSON.stringify(text)}`;
    if (kind === "open") depth += 1;
    if (kind === "close") depth -= 1;
    if (depth < 0) return 'a ")" has no matching "("';
    if (!repeats.take(token)) return `more than ${MAX_NESTED_REPEATS} repeats, nested repeats multiplied`;
    const fault = text.startsWith("[") ? rangeFault(text) : null;
    if (fault !== null) return fault;
    canRepeat = kind === "atom" || kind === "close";
    at += text.length;
  }
  return depth === 0 ? null : 'a "(" has no matching ")"';
}

/** Counts how often an atom is repeated by all counted repeats around it: RE2 unrolls them. */
function createRepeats() {
  const groups = [1];
  let last = 1;
  const widen = () => groups.push(Math.max(groups.pop() ?? 1, last));
  /** Returns false when there are too many. */
  function take({ kind, times = 1 }: Token): boolean {
    if (kind === "open") groups.push(1);
    if (kind === "atom") last = 1;
    if (kind === "close") last = groups.pop() ?? 1;
    if (kind === "repeat") last *= times;
    if (kind !== "open") widen();
    return last <= MAX_NESTED_REPEATS;
  }
  return { take };
}

interface Token {
  readonly kind: "atom" | "repeat" | "open" | "close" | "other";
  readonly text: string;
  /** Of a counted repeat: its maximum, or its minimum where it has no maximum. */
  readonly times?: number;
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
    if (most > MAX_REPEATS || least > (most || least)) return null;
    return { kind: "repeat", text: repeat[0], times: Math.max(most || 1, 1) };
  }
  return first === "{" || first === "}" || first === "]" ? null : { kind: "atom", text: first };
}

/**
 * Reads a bracket expression: characters, ranges and escapes. The nested classes of POSIX and Perl differ in meaning
 * and are not allowed.
 */
function classAt(rest: string): Token | null {
  const match = /^\[\^?(?:\\[dwsnrt\\^\][.-]|[^\\[\]])+\]/.exec(rest);
  return match === null || match[0] === "[^]" ? null : { kind: "atom", text: match[0] };
}

/**
 * Returns what is wrong with the ranges of a bracket expression, or null. PostgreSQL allows no `-` right after a range.
 */
function rangeFault(text: string): string | null {
  const items = text.replace(/^\[\^?|\]$/g, "").match(/\\.|./gsu) ?? [];
  for (let at = 0; at + 2 < items.length; ) {
    const [first = "", dash, last = ""] = items.slice(at, at + 3);
    if (dash !== "-") {
      at += 1;
      continue;
    }
    const isClass = /^\\[dws]$/.test(first) || /^\\[dws]$/.test(last);
    if (isClass || codeOf(first) > codeOf(last))
      return `${JSON.stringify(`${first}-${last}`)} is not a range`;
    at += 3;
    if (items[at] === "-" && at + 1 < items.length) return 'a "-" follows a range';
  }
  return null;
}

const CONTROLS = new Map([
  ["\\n", 10],
  ["\\r", 13],
  ["\\t", 9],
]);

const codeOf = (item: string): number =>
  CONTROLS.get(item) ?? item.codePointAt(item.length > 1 && item.startsWith("\\") ? 1 : 0) ?? 0;
