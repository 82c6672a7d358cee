/** What is known of where a request comes from, seen from the process that received it from outside. */
export interface RequestFacts {
  /** The client's address. It is never stored. */
  readonly address: string;
  /** The host that the request was sent to, with its port. */
  readonly host: string;
  readonly isHttps: boolean;
  /** Whether it was sent on this machine, directly, to an instance that only this machine reaches. */
  readonly isLocal: boolean;
  /** Whether another process of the instance relayed it. That process checked its origin. */
  readonly isRelayed: boolean;
  /** Whether a process of the instance asks for itself, for nobody outside. */
  readonly isInstance: boolean;
}
