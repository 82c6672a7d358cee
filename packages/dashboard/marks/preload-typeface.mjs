/** Asks for the typeface with the scripts, so that the first text has it and none is drawn twice. */
export function preloadTypeface() {
  return {
    name: "preload-typeface",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle = {} }) {
        const file = Object.keys(bundle).find((name) => name.endsWith(".woff2"));
        if (file === undefined) return [];
        const attrs = { rel: "preload", as: "font", type: "font/woff2", crossorigin: true, href: `/${file}` };
        return [{ tag: "link", attrs, injectTo: "head-prepend" }];
      },
    },
  };
}
