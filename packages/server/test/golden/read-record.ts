import { readFileSync } from "node:fs";

/** A record as an earlier release wrote it, kept as hex in records/. These files never change; new formats get new ones. */
export function readGoldenRecord(name: string): Buffer {
  const hex = readFileSync(new URL(`./records/${name}.hex`, import.meta.url), "utf8");
  return Buffer.from(hex.replace(/\s/g, ""), "hex");
}

export function readGoldenEnvelopes<Envelope>(name: string): Envelope[] {
  return JSON.parse(readFileSync(new URL(`./records/${name}.json`, import.meta.url), "utf8"));
}
