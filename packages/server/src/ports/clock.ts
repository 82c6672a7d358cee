export interface Clock {
  /** Returns epoch ms, UTC. */
  now(): number;
}
