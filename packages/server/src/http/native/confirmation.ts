import { BadRequest } from "../../domain/errors.ts";

/** Requires the site's name as confirmation of what can't be undone. Throws BadRequest. */
export function checkConfirmed(confirm: string, name: string): void {
  if (confirm === name) return;
  throw new BadRequest(`confirm must be the site's name, ${JSON.stringify(name)}`);
}
