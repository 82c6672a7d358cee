// The browser names the running script only while it runs, so its tag is read here and not later.
const script = document.currentScript as HTMLScriptElement;
export const options = script.dataset;

export const site = options.site || location.hostname;
export const api = options.api || new URL("/api/v1/events", script.src).href;

/** On when the attribute is there; `data-hash="false"` is what React makes of `data-hash={false}`. */
export const isOn = (option: "hash" | "dnt" | "manual"): boolean =>
  options[option] != null && options[option] !== "false";
