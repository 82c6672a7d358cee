/** What was built: its file, its text, and its size plain and by `gzip -9`. */
export function buildTracker(): Promise<{ path: string; code: string; bytes: number; gzipBytes: number }>;
