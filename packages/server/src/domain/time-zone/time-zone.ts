import { TIME_ZONE_NAMES } from "./time-zone-names.data.ts";

interface Zone {
  /** As the tz database spells it. */
  readonly name: string;
  /** The present name of the zone, which may have older ones. */
  readonly current: string;
}

const ZONES = readZones();

/**
 * The name of a zone as the tz database spells it: the stores tell large letters from small, Intl does not. Empty for what
 * is no zone: `Etc/Unknown`, which browsers report that know none; offsets such as `+05:30`, which some runtimes take and
 * stores read the other way round; abbreviations that are none of the database's.
 */
export function timeZoneName(text: string): string {
  return find(text)?.name ?? "";
}

/**
 * The same, with one name for a zone of several: Asia/Kolkata for Asia/Calcutta as well. Two look-ups at most, whatever a
 * sender invents: Intl would take a tenth of a millisecond to refuse a name.
 */
export function currentTimeZone(text: string): string {
  return text === "" ? "" : (find(text)?.current ?? "");
}

function find(text: string): Zone | undefined {
  return ZONES.get(text) ?? ZONES.get(text.toLowerCase());
}

/** By the exact name and by the name in small letters. */
function readZones(): ReadonlyMap<string, Zone> {
  const zones = new Map<string, Zone>();
  const add = (name: string, current: string) => {
    const zone = { name, current };
    zones.set(name, zone).set(name.toLowerCase(), zone);
  };
  for (const name of Intl.supportedValuesOf("timeZone")) add(name, name);
  for (const line of TIME_ZONE_NAMES.trim().split("\n")) {
    const names = line.trim().split(" ");
    for (const name of names) add(name, names[0] as string);
  }
  return zones;
}
