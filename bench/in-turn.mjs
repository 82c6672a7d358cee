/**
 * Runs every side once in each round, A-B-A-B: what the machine does meanwhile meets all of them alike.
 * @template {Record<string, () => Promise<unknown>>} Sides
 * @param {number} rounds
 * @param {Sides} sides
 * @returns {Promise<{ [Side in keyof Sides]: Awaited<ReturnType<Sides[Side]>>[] }>}
 */
export async function inTurn(rounds, sides) {
  /** @type {any} */
  const results = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(sides)) results[name].push(await run());
  }
  return results;
}

/** The rounds' own ratios: both sides of one were measured next to each other. */
export function ratios(ours, theirs, read) {
  return ours.map((run, index) => read(run) / read(theirs[index]));
}
