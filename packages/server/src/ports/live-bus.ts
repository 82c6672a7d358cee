/**
 * Largest message, in bytes of UTF-8. Messages report what changed and by how much; receivers request anything larger.
 */
export const MAX_MESSAGE_BYTES = 64 * 1024;

/**
 * Pub/sub between the processes of an instance, best effort: messages are not kept, and a process that does not listen
 * at that moment misses them.
 */
export interface LiveBus {
  /**
   * Resolves when the message is handed to the bus, whether or not anybody receives it. Throws StateUnavailable;
   * RangeError above MAX_MESSAGE_BYTES.
   */
  publish(topic: string, message: string): Promise<void>;
  /**
   * Resolves once `listener` receives what any process publishes to the topic, this one included, in each publisher's
   * order. Returns a function that ends the subscription. Throws StateUnavailable. After an outage the driver
   * subscribes again by itself; messages published meanwhile are lost, as are those for a process that stood still
   * while a few MB went by. An error thrown by a listener becomes a process warning and does not affect other
   * listeners.
   */
  subscribe(topic: string, listener: (message: string) => void): Promise<() => void>;
}
