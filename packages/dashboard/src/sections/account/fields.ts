/** What is wrong with a form, by its fields. */
export type Faults<Values> = Readonly<Partial<Record<keyof Values, string>>>;

/** As the server has it, whose word is the last. */
export const MIN_PASSWORD = 8;

/** Returns the field that the server's words are about: they begin with its name. */
export function fieldOf<Name extends string>(message: string, names: readonly Name[]): Name | null {
  const [first] = /^[a-z_]+/.exec(message) ?? [];
  return names.find((name) => name === first) ?? null;
}

/** Returns the words without the field's name, which stands above them. */
export const withoutField = (message: string): string => message.replace(/^[a-z_]+:\s*/, "");

export interface Needs<Values> {
  readonly filled: readonly (keyof Values)[];
  readonly passwords?: readonly (keyof Values)[];
}

/** Returns what the page itself sees to be missing, before the server is asked. */
export function missingFields<Values extends Readonly<Record<string, string>>>(
  values: Values,
  { filled, passwords = [] }: Needs<Values>,
  words: { readonly empty: string; readonly short: string },
): Faults<Values> {
  const empty = filled.filter((name) => values[name]?.trim() === "").map((name) => [name, words.empty]);
  const short = passwords
    .filter((name) => [...String(values[name])].length < MIN_PASSWORD)
    .map((name) => [name, words.short]);
  return Object.fromEntries([...empty, ...short]) as Faults<Values>;
}
