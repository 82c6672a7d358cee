/** Pages that lead on by themselves: to come back to them would be going in circles. */
const DOORS = /^\/(sign-in(\/oidc)?|sign-up|recover|setup)\/?$/;
const HERE = "http://here.invalid";

/**
 * Returns where to go after signing in, within the dashboard, from what an address names. Anything that could lead to
 * another origin, as browsers read it, becomes the first page.
 */
export function returnPath(text: string | undefined): string {
  if (text === undefined || !text.startsWith("/") || !URL.canParse(text, HERE)) return "/";
  const { origin, pathname, search, hash } = new URL(text, HERE);
  // `/.//other.example` keeps its origin here, and would lose it where only its path is used.
  if (origin !== HERE || pathname.startsWith("//") || DOORS.test(pathname)) return "/";
  return pathname + search + hash;
}
