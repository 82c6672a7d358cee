import type { OtlpSettings } from "../ports/trace.ts";
import { SAMPLERS, type SettingName } from "./settings.data.ts";

/** Reads the settings of OpenTelemetry; null: none. Adds to `faults`. */
export function readOtlp(text: (name: SettingName) => string, faults: string[]): OtlpSettings | null {
  const endpoint = text("OTEL_EXPORTER_OTLP_ENDPOINT");
  const sampler = SAMPLERS.find((one) => one === text("OTEL_TRACES_SAMPLER"));
  if (endpoint === "") return null;
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol))
    faults.push(
      `OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}: set an address such as http://localhost:4318 (OTLP over HTTP)`,
    );
  if (sampler === undefined)
    faults.push(`OTEL_TRACES_SAMPLER=${text("OTEL_TRACES_SAMPLER")}: set one of ${SAMPLERS.join(", ")}`);
  return {
    endpoint,
    headers: readHeaders(text("OTEL_EXPORTER_OTLP_HEADERS"), faults),
    serviceName: text("OTEL_SERVICE_NAME"),
    sampler: sampler ?? "parentbased_always_on",
    ratio: readRatio(text("OTEL_TRACES_SAMPLER_ARG"), faults),
  };
}

/** `name=value` pairs, separated by commas, with values as in URLs. */
function readHeaders(given: string, faults: string[]): Record<string, string> {
  const pairs = given.split(",").flatMap((pair): [string, string][] => {
    const [name = "", ...value] = pair.split("=");
    return pair.trim() === "" ? [] : [[name.trim(), value.join("=").trim()]];
  });
  try {
    if (pairs.every(([name, value]) => /^[\w!#$%&'*+.^`|~-]+$/.test(name) && value !== ""))
      return Object.fromEntries(pairs.map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    // Not the value: it may be a key.
  }
  faults.push("OTEL_EXPORTER_OTLP_HEADERS: set pairs such as authorization=Bearer%20key,x-team=web");
  return {};
}

function readRatio(given: string, faults: string[]): number {
  const ratio = Number(given);
  if (ratio >= 0 && ratio <= 1) return ratio;
  faults.push(`OTEL_TRACES_SAMPLER_ARG=${given}: set a share from 0 to 1, such as 0.01`);
  return 1;
}
