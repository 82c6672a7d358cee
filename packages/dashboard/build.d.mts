/** Builds `dist/`, or the folder: files for any web server, and each of them compressed once beside it (`.br`, `.gz`). */
export declare function buildDashboard(folder?: string): Promise<void>;
