import { TIME_ZONE_NAMES } from "./time-zone-names.data.ts";

interface Zone {
  /** The name as the tz database spells it. */
  readonly name: string;
  /** The present name of the zone, which may have older ones. */
  readonly current: string;
}

const ZONES = readZones();

/**
 * Returns the name of a zone as the tz database spells it: the stores are case-sensitive, Intl is not. Returns "" for
 * what is no zone: `Etc/Unknown`, which browsers without a known zone report; offsets such as `+05:30`, which some
 * runtimes accept and stores read with the opposite sign; abbreviations that are not in the database.
 */
export function timeZoneName(text: string): string {
  return find(text)?.name ?? "";
}

/**
 * Returns the same, with one name for a zone that has several: Asia/Kolkata for Asia/Calcutta as well. At most two
 * look-ups, whatever a sender invents: Intl would take a tenth of a millisecond to refuse a name.
 */
export function currentTimeZone(text: string): string {
  return text === "" ? "" : (find(text)?.current ?? "");
}

function find(text: string): Zone | undefined {
  return ZONES.get(text) ?? ZONES.get(text.toLowerCase());
}

/** Keyed by the exact name and by the name in lower case. */
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
