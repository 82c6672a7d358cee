/** What Chromium, Firefox and Safari say of a part of the page that the server does not have any more. */
const WORDS = /dynamically imported module|importing a module script failed/i;

export const isMissingScript = (error: unknown): boolean =>
  error instanceof Error && WORDS.test(error.message);
