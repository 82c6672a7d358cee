import { MAX_MESSAGE_BYTES } from "../../ports/live-bus.ts";

type Listener = (message: string) => void;

/** Who listens to which topic in this process. */
export class TopicListeners {
  readonly #listeners = new Map<string, Set<{ readonly hear: Listener }>>();

  get isEmpty(): boolean {
    return this.#listeners.size === 0;
  }

  /** Returns what removes it again. */
  add(topic: string, listener: Listener): () => void {
    // An object of its own: the same function may be given twice.
    const added = { hear: listener };
    const others = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, others.add(added));
    return () => {
      others.delete(added);
      if (others.size === 0 && this.#listeners.get(topic) === others) this.#listeners.delete(topic);
    };
  }

  tell(topic: string, message: string): void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    for (const each of [...listeners]) if (listeners.has(each)) callSafely(each.hear, message);
  }
}

export function callSafely(listener: Listener, message: string): void {
  try {
    listener(message);
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}

/** On every driver, so that what works on one machine works on several. */
export function requireFits(message: string): void {
  const bytes = Buffer.byteLength(message);
  if (bytes > MAX_MESSAGE_BYTES)
    throw new RangeError(`a live message has ${bytes} bytes, the limit is ${MAX_MESSAGE_BYTES}`);
}
