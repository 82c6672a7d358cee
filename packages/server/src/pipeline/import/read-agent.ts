import { lookUp } from "@millrace/protocol";
import { BROWSERS, DEVICES, SYSTEMS } from "./agent-names.data.ts";

/** A name with its version behind it, `Windows 10`. */
const VERSIONED = /^(.*\S)\s+(\d[\w.]*)$/;
const UNKNOWN = new Set(["", "(not set)", "(unknown)", "unknown"]);

export interface NameAndVersion {
  readonly name: string;
  readonly version: string;
}

/** A browser as other systems write it, under our name. Of its version only the major one is kept, as at the edge. */
export function readBrowser(text: string, version = ""): NameAndVersion {
  const split = splitVersion(text, version);
  return {
    name: lookUp(BROWSERS, split.name.toLowerCase()) ?? split.name,
    version: split.version.split(".")[0] ?? "",
  };
}

export function readSystem(text: string, version = ""): NameAndVersion {
  const split = splitVersion(text, version);
  return { name: lookUp(SYSTEMS, split.name.toLowerCase()) ?? split.name, version: split.version };
}

export function readDevice(text: string): string {
  return lookUp(DEVICES, text.trim().toLowerCase()) ?? "";
}

function splitVersion(text: string, version: string): NameAndVersion {
  const trimmed = text.trim();
  if (UNKNOWN.has(trimmed.toLowerCase())) return { name: "", version: "" };
  const [, name, number] = VERSIONED.exec(trimmed) ?? [];
  if (version !== "" || name === undefined || number === undefined) return { name: trimmed, version };
  return { name, version: number };
}
