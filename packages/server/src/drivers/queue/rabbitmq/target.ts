/** What an `amqp://` setting says. */
export interface RabbitTarget {
  /** For the client library, without parameters of ours. */
  readonly serverUrl: string;
  /** At the head of every queue's name. */
  readonly prefix: string;
}

/** Reads `amqp[s]://[user:password@]host[:port][/vhost][?prefix=millrace]`. Throws with a remedy. */
export function parseRabbitUrl(url: string): RabbitTarget {
  const parsed = new URL(url);
  for (const name of parsed.searchParams.keys()) {
    if (name !== "prefix") throw new Error(`[queue:amqp] ?${name} is unknown: use prefix`);
  }
  const prefix = parsed.searchParams.get("prefix") ?? "millrace";
  if (!/^[\w.:-]{1,100}$/.test(prefix))
    throw new Error(`[queue:amqp] ?prefix=${prefix}: use letters, digits and . : _ -`);
  parsed.search = "";
  return { serverUrl: parsed.href, prefix };
}

export function queueName({ prefix }: RabbitTarget, partition: number): string {
  return `${prefix}.${partition}`;
}

/** Where the broker puts messages that it handed out too often. */
export function deadQueueName(target: RabbitTarget, partition: number): string {
  return `${queueName(target, partition)}.dead`;
}

/** The name of messages that hold no event. */
export const PROBE = "probe";
