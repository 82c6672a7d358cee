/** Names of everything that one queue keeps. All carry the tag, so that a script may touch them together. */
export interface QueueKeys {
  readonly meta: string;
  readonly young: string;
  readonly old: string;
  /** Channel that tells waiting workers of new entries. */
  readonly bell: string;
  stream(partition: number): string;
  dead(partition: number): string;
}

export function queueKeys(tag: string): QueueKeys {
  const root = `${tag}:queue`;
  return {
    meta: root,
    young: `${root}:ids:young`,
    old: `${root}:ids:old`,
    bell: `${root}:bell`,
    stream: (partition) => `${root}:${partition}`,
    dead: (partition) => `${root}:dead:${partition}`,
  };
}
