/** Makes a value when it is asked for, and only then: a locale's formats take milliseconds each, and most pages need few. */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The same for one value by each key, such as a zone or a locale. */
export function onceFor<Value>(make: (key: string) => Value): (key: string) => Value {
  const made = new Map<string, () => Value>();
  return (key) => {
    const value = made.get(key) ?? once(() => make(key));
    made.set(key, value);
    return value();
  };
}
