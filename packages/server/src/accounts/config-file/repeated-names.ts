/** Returns names that occur more than once. */
export function repeatedNames(named: readonly { readonly name: string }[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { name } of named) (seen.has(name) ? repeated : seen).add(name);
  return repeated;
}
