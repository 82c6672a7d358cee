import "./mantine.css";
import "./page.css";
import "./typeface.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { instanceUrl } from "./api.ts";
import { App } from "./app.tsx";
import { startTranslation } from "./i18n/index.ts";
import { printInLight } from "./theme.ts";

await startTranslation();
// Its address is relative to the page's, which changes without the page being loaded again.
const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
if (icon !== null) icon.href = instanceUrl("assets/icon.svg");
printInLight();
const root = document.getElementById("root");
if (root === null) throw new Error("the page has no place for the dashboard");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
