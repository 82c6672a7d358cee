/** Largest message in bytes of UTF-8. Messages say that something changed and by how much; what is large is asked for. */
export const MAX_MESSAGE_BYTES = 64 * 1024;

/**
 * Tells the other processes of an instance, at once, that something happened. Best effort: a message is kept for nobody,
 * and whoever does not listen at that moment misses it.
 */
export interface LiveBus {
  /** Resolves when the message is handed over, heard or not. Throws StateUnavailable; RangeError above MAX_MESSAGE_BYTES. */
  publish(topic: string, message: string): Promise<void>;
  /**
   * Resolves once the listener is called with whatever any process publishes to the topic, this one included, in each
   * publisher's order; to a function after which it hears nothing more. Throws StateUnavailable. After an outage it
   * listens again by itself, and has missed what was published meanwhile; so has a process that stood still while a few
   * MB went by. What a listener throws becomes a warning of the process and keeps nobody else from hearing.
   */
  subscribe(topic: string, listener: (message: string) => void): Promise<() => void>;
}
