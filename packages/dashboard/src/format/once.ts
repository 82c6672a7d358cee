/** Makes a value when it is asked for, and only then: a locale's formats take milliseconds each, and most pages need few. */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
