/** Properties of a custom event: up to 30, values up to 2000 characters. `revenue` becomes the event's. */
export type Props = Record<string, string | number | boolean | null | Revenue>;

/** `currency` is an ISO 4217 code. */
export interface Revenue {
  amount: number | string;
  currency: string;
}

/** One event as `POST /api/v1/events` takes it. */
export interface TrackedEvent {
  site: string;
  name: string;
  url: string;
  /** The address before, when a script changed it: the server drops a view of the same page. */
  previous_url?: string | undefined;
  /** Absent once the visitor has moved on inside the site. */
  referrer?: string | undefined;
  title: string;
  /** Made here, so that an event which is sent twice counts once. */
  id: string;
  /** Epoch ms. Only late events carry one: for the others the server's clock is the better one. */
  timestamp?: number;
  screen: string;
  language: string;
  timezone: string;
  props?: Props | undefined;
}

/** `window.millrace`; before the script is there a stub of the page's own, which puts its calls into `q`. */
export interface Millrace {
  (name?: string, props?: Props): void;
  q?: Parameters<Millrace>[];
}

declare global {
  interface Window {
    millrace?: Millrace;
  }
  // Of browsers that TypeScript's library does not know yet.
  interface Document {
    readonly prerendering?: boolean;
  }
  interface Navigator {
    readonly globalPrivacyControl?: boolean;
  }
}
