/** A file that was built: where it is, its text, and its size plain and by `gzip -9`. */
interface BuiltFile {
  path: string;
  code: string;
  bytes: number;
  gzipBytes: number;
}

export function buildTracker(): Promise<{ core: BuiltFile; live: BuiltFile }>;
