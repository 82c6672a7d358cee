import { DROP_REASONS, TRACE_STAGES, type TraceFilter, type TraceLine } from "@millrace/protocol";

/** What a terminal's address says. */
export interface TerminalSearch {
  /** Stages, separated by commas. */
  readonly stages?: string | undefined;
  readonly site?: string | undefined;
  readonly name?: string | undefined;
  readonly reason?: string | undefined;
  readonly text?: string | undefined;
  /** Id or receipt of the event that is followed. */
  readonly event?: string | undefined;
}

const NAMES = ["stages", "site", "name", "reason", "text", "event"] as const;

/** Reads an address; what it does not know is left out. */
export function readTerminalSearch(search: Readonly<Record<string, unknown>>): TerminalSearch {
  const known = NAMES.map((name) => [name, search[name]] as const).filter(([, value]) => isText(value));
  return Object.fromEntries(known.map(([name, value]) => [name, String(value)]));
}

const isText = (value: unknown): boolean =>
  (typeof value === "string" && value !== "") || typeof value === "number";

/** Returns what the server is asked to show. The event is followed beside the lines, not in their place. */
export function toFilter({ stages, site, name, reason, text }: TerminalSearch): TraceFilter {
  const known = TRACE_STAGES.filter((stage) => stages?.split(",").includes(stage));
  const drop = DROP_REASONS.find((one) => one === reason);
  return {
    ...(known.length > 0 && { stages: known }),
    ...(site !== undefined && { site }),
    ...(name !== undefined && { name }),
    ...(drop !== undefined && { reason: drop }),
    ...(text !== undefined && { text }),
  };
}

/** Whether a filter lets a line pass, as the server finds too: lines that it sent for another filter may be under way. */
export function passes({ stages, site, name, reason, text }: TraceFilter, line: TraceLine): boolean {
  if (stages !== undefined && !stages.includes(line.stage)) return false;
  if (site !== undefined && line.site !== null && line.site !== site) return false;
  if (name !== undefined && line.event !== null && line.event.name !== name) return false;
  if (reason !== undefined && line.reason !== reason) return false;
  if (text === undefined) return true;
  const { event, receipt, error } = line;
  const texts = [event?.name, event?.page, event?.id, event?.door, receipt, error, line.reason];
  return texts.some((one) => one?.toLowerCase().includes(text.toLowerCase()));
}
