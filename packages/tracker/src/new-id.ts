const randomDigit = (): string =>
  ((crypto.getRandomValues(new Uint8Array(1))[0] as number) & 15).toString(16);

/** A random UUID: version 4, variant 8. `crypto.randomUUID` would do, but pages served by plain http lack it. */
export const newId = (): string => "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, randomDigit);
