import { lookUp } from "@millrace/protocol";
import type { State } from "../../ports/state.ts";
import type { StateOptions } from "./options.ts";

/** State drivers by URL scheme. Each is imported when it is opened. */
export const STATE_DRIVERS: Readonly<
  Record<string, () => Promise<{ open(url: string, options: StateOptions): Promise<State> }>>
> = {
  memory: () => import("./memory.ts"),
  disk: () => import("./disk.ts"),
  redis: () => import("./redis.ts"),
  rediss: () => import("./redis.ts"),
};

/** Throws when no driver serves the URL's scheme. */
export async function openState(url: string, options: StateOptions): Promise<State> {
  const load = lookUp(STATE_DRIVERS, url.slice(0, url.indexOf(":")));
  if (load === undefined) {
    throw new Error(
      `STATE_URL=${url}: no such state store, expected ${Object.keys(STATE_DRIVERS).join(", ")}`,
    );
  }
  return (await load()).open(url, options);
}
