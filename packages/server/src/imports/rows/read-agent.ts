import { deviceOfSystem, systemVersionOf } from "../../domain/agent-system.ts";
import { BROWSERS, DEVICES, OWN_VERSIONS, SYSTEMS } from "./agent-names.data.ts";

/** A name with its version behind it, `Chrome 142`; Windows has versions in words, Linux distributions. */
const VERSIONED = /^(.*\S)\s+(\d[\w.]*)$/;
const VERSIONED_SYSTEM = /^(Windows(?! Phone| Mobile)|Linux)\s+(\S.*)$/i;
const UNKNOWN = new Set(["", "(not set)", "(unknown)", "unknown"]);

export interface NameAndVersion {
  readonly name: string;
  readonly version: string;
}

/** A browser as other systems write it, under our name. Of its version only the major one is kept, as at the edge. */
export function readBrowser(text: string, version = ""): NameAndVersion {
  const split = splitVersion(text, version, BROWSERS);
  const name = BROWSERS.get(split.name.toLowerCase()) ?? split.name;
  return { name, version: name === "" ? "" : (split.version.split(".")[0] ?? "") };
}

/** A system as other systems write it, under our name and with the version that the edge would have kept. */
export function readSystem(text: string, version = ""): NameAndVersion {
  const whole = SYSTEMS.get(`${text.trim()} ${version}`.toLowerCase());
  if (whole !== undefined && version !== "") return { name: whole, version: "" };
  const split = splitVersion(text, version, SYSTEMS);
  const given = split.name.toLowerCase();
  const name = SYSTEMS.get(given) ?? split.name;
  return { name, version: OWN_VERSIONS.has(given) ? "" : systemVersionOf(name, split.version) };
}

/** A type of device. One that is not told follows from our name of the system, where that runs on one type alone. */
export function readDevice(text: string, system = ""): string {
  return DEVICES.get(text.trim().toLowerCase()) ?? deviceOfSystem(system);
}

function splitVersion(text: string, version: string, known: ReadonlyMap<string, string>): NameAndVersion {
  const trimmed = text.trim();
  const lower = trimmed.toLowerCase();
  if (UNKNOWN.has(lower)) return { name: "", version: "" };
  if (version !== "" || known.has(lower)) return { name: trimmed, version };
  const [, name, number] = VERSIONED_SYSTEM.exec(trimmed) ?? VERSIONED.exec(trimmed) ?? [];
  if (name === undefined || number === undefined) return { name: trimmed, version };
  return { name, version: number };
}
