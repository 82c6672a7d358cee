/** A private instance of a real server, on a free port and a folder of its own, that a test may kill. */
export interface TestServer {
  /** As a setting names it, with credentials: `redis://127.0.0.1:4711`. Stays the same over restarts. */
  readonly url: string;
  readonly port: number;
  /** Where everything lies that it writes. */
  readonly folder: string;
  /** Ends it as if the plug were pulled, and waits until it is gone. */
  kill9(): Promise<void>;
  /** Starts it again on the same port and folder; resolves when it answers. */
  restart(): Promise<void>;
  /** SIGSTOP and SIGCONT for all its processes. */
  pause(): void;
  resume(): void;
  /** Ends it for good and removes its folder. */
  stop(): Promise<void>;
}
