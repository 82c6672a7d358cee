import { moreCalls } from "@millrace/protocol";
import { caller } from "./api.ts";

/** What a site's page does not ask: loaded with the pages that do. */
export const moreApi = moreCalls(caller);
