import { lookUp } from "@millrace/protocol";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Returns a text for HTML or XML, also within quoted attributes. */
export const inMarkup = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => lookUp(ESCAPES, character) ?? "");
