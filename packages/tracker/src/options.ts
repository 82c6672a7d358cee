// The browser names the running script only while it runs, so its tag is read here and not later.
const script = document.currentScript as HTMLScriptElement;
const { dataset } = script;

export const site = dataset.site || location.hostname;
export const api = dataset.api || `${new URL(script.src).origin}/api/v1/events`;

/** On when the attribute is there; `data-hash="false"` is what React makes of `data-hash={false}`. */
export function isOn(option: "hash" | "dnt" | "manual"): boolean {
  return dataset[option] != null && dataset[option] !== "false";
}
