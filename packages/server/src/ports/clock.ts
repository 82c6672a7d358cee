export interface Clock {
  /** Epoch ms, UTC. */
  now(): number;
}
