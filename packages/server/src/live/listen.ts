import { SECOND } from "../domain/time.ts";
import type { LiveBus } from "../ports/live-bus.ts";
import type { Log } from "../ports/log.ts";

const RETRY_MS = 2 * SECOND;

export interface ListenDeps {
  readonly bus: Pick<LiveBus, "subscribe">;
  readonly log: Log;
}

/** Subscribes to a topic, retrying until the bus accepts. Returns a function that ends the subscription. */
export function listen(
  { bus, log }: ListenDeps,
  topic: string,
  hear: (message: string) => void,
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;
  let leave = () => {};

  async function attempt(): Promise<void> {
    try {
      leave = await bus.subscribe(topic, hear);
      if (isEnded) leave();
    } catch (error) {
      log.warn({ topic, error: (error as Error).message }, "can't subscribe to the live bus, retrying");
      if (!isEnded) timer = setTimeout(() => void attempt(), RETRY_MS).unref();
    }
  }

  const first = attempt();
  return async function stopListening() {
    isEnded = true;
    clearTimeout(timer);
    await first;
    leave();
  };
}
