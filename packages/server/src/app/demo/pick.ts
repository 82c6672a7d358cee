/** Returns a function that picks one of the items, the more often the heavier it is. */
export function createPick<Item extends { readonly weight: number }>(
  items: readonly Item[],
): (random: () => number) => Item {
  let sum = 0;
  const upTo = items.map(({ weight }) => {
    sum += weight;
    return sum;
  });
  return function pick(random) {
    const at = random() * sum;
    return (items.find((_, index) => at < (upTo[index] as number)) ?? items.at(-1)) as Item;
  };
}

/** Of a table of names and weights. */
export function createPickName(weights: Readonly<Record<string, number>>): (random: () => number) => string {
  const pick = createPick(Object.entries(weights).map(([name, weight]) => ({ name, weight })));
  return (random) => pick(random).name;
}
