import { recordCalls } from "@millrace/protocol";
import { api } from "../../api.ts";

/** A team's API keys and its audit log. */
export const teamRecords = recordCalls(api.json);
