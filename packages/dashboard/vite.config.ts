import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";
import { drawWorld } from "./map/draw-world.mjs";
import { drawMarks } from "./marks/draw-marks.mjs";
import { preloadTypeface } from "./marks/preload-typeface.mjs";

/** Where `npm run dev` finds an instance to ask. */
const INSTANCE = "http://127.0.0.1:3000";

export default defineConfig({
  plugins: [react(), drawWorld(), drawMarks(), preloadTypeface()],
  resolve: { conditions: ["millrace-source", ...defaultClientConditions] },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssCodeSplit: false,
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      output: {
        // Three files to begin with instead of dozens that wait for each other: what asks for the reports runs before
        // the rest has come; libraries change less often than the page.
        codeSplitting: {
          groups: [
            { name: "ask-ahead", test: /\/src\/ask-ahead\.ts$/, priority: 2 },
            { name: "libraries", tags: ["$initial"], test: /node_modules/ },
            { name: "page", tags: ["$initial"] },
          ],
        },
      },
    },
  },
  experimental: {
    // The page names its files by absolute paths, which the server makes relative to the page asked for; the files
    // name each other relative to themselves. So one build serves under any base path.
    renderBuiltUrl: (file, { hostType }) => (hostType === "html" ? `/${file}` : { relative: true }),
  },
  server: { proxy: { "/api": { target: INSTANCE, ws: true }, "/js": INSTANCE } },
});
