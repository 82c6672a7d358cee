import { returnPath } from "../../view/return-path.ts";

const STORED_AS = "millrace.back";

/** Keeps where to go on after the way to the provider, which leaves the page. */
export function keepPath(path: string): void {
  try {
    sessionStorage.setItem(STORED_AS, path);
  } catch {}
}

export function keptPath(): string {
  try {
    return returnPath(sessionStorage.getItem(STORED_AS) ?? undefined);
  } catch {
    return "/";
  }
}
