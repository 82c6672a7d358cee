import { readFile } from "node:fs/promises";
import {
  type AddressRange,
  createAddressRanges,
  parseAddressRange,
} from "../domain/network/address-ranges.ts";
import { ConfigError } from "./config.ts";

/** Faulty lines listed in the error; in a file of another kind every line is faulty. */
const NAMED_FAULTS = 5;

/**
 * Reads the ranges of data centres once, at start: one a line, without empty lines and anything after a `#`. Throws a
 * ConfigError that names the lines at fault. Without a file no address is in a data centre.
 */
export async function openDataCenters(path: string | null): Promise<(ip: string) => boolean> {
  if (path === null) return () => false;
  const text = await readFile(path, "utf8").catch((error: Error) => {
    throw new ConfigError(`DATA_CENTER_RANGES=${path}: can't be read (${error.message})`, { cause: error });
  });
  const ranges: AddressRange[] = [];
  const faults: string[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const written = line.replace(/#.*/, "").trim();
    if (written === "") continue;
    const range = parseAddressRange(written);
    if (range !== null) ranges.push(range);
    else
      faults.push(
        `line ${index + 1}: ${written.slice(0, 60)} is neither an address nor a CIDR range such as 10.0.0.0/8`,
      );
  }
  if (faults.length > 0) throw new ConfigError(faultText(path, faults));
  return createAddressRanges(ranges);
}

function faultText(path: string, faults: readonly string[]): string {
  const more = faults.length - NAMED_FAULTS;
  return [
    ...faults.slice(0, NAMED_FAULTS).map((fault) => `DATA_CENTER_RANGES=${path}, ${fault}`),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join("\n");
}
