/** Returns a text as it stands between double quotes in HTML. */
export const htmlAttribute = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
