/** Hosts behind other systems' names of sources that have another name here, in small letters. */
export const SOURCE_HOSTS: ReadonlyMap<string, string> = new Map([
  ["brave search", "search.brave.com"],
  ["twitter", "x.com"],
  ["x", "x.com"],
  ["yahoo", "search.yahoo.com"],
  ["yahoo!", "search.yahoo.com"],
]);
