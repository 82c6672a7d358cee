import { isOn } from "./options.ts";

/** Fragments can hold secrets (sign-in tokens): they leave the browser only where they name the page. */
const unsaid = isOn("hash") ? "" : /#.*/;
/** Cut where the server would cut it: of so long an address, it is the query that is too long. */
export const address = (): string => location.href.replace(unsaid, "").slice(0, 4096);
