/** Limits of every ingestion route. Lengths in characters (UTF-16 units), sizes in bytes. */
export const LIMITS = {
  /** A request body, after decompression. */
  bodyBytes: 1024 * 1024,
  /** Nesting of a JSON body. */
  jsonDepth: 32,
  /** Events in one request. */
  eventsPerRequest: 10_000,
  site: 255,
  eventName: 120,
  path: 2000,
  url: 4096,
  userId: 255,
  userAgent: 1024,
  eventId: 200,
  title: 500,
  language: 35,
  timezone: 64,
  screen: 20,
  props: 30,
  propKey: 300,
  propValue: 2000,
  /** Most milliseconds in one report of engaged time: a day. */
  engagedMs: 86_400_000,
} as const;
