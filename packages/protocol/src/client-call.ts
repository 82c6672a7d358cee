export type Values = Readonly<Record<string, string | number | boolean | undefined>>;

/** How a request differs from a GET without a body. */
export interface Asking {
  readonly method?: "POST" | "PATCH" | "DELETE";
  /** Sent as JSON. Its default method is POST. */
  readonly body?: unknown;
  /** Sent unchanged, by POST. */
  readonly bytes?: Blob;
  readonly signal?: AbortSignal | undefined;
}

/** Sends a request and resolves with its JSON reply. Throws ClientError for a status other than 2xx. */
export type Json = <Reply>(path: string, asking?: Asking) => Promise<Reply>;

/** Writes a query string, empty for no values; undefined ones are left out. */
export function search(values: Values): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) params.set(name, String(value));
  }
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}
