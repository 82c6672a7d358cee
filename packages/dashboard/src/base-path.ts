/**
 * The path under which the dashboard is served, `/` or `/stats/`: one build serves under any. The scripts lie in
 * `assets/` below it, wherever the page that loads them stands.
 */
export const BASE_PATH: string = import.meta.env.DEV
  ? "/"
  : new URL(/* @vite-ignore */ "..", import.meta.url).pathname;
