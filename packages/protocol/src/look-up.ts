/** Returns the table's own value for a name; undefined for `constructor` and others that every object inherits. */
export function lookUp<Value>(
  table: Readonly<Partial<Record<string, Value>>>,
  name: string,
): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
