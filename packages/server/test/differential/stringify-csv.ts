/** Rows as CSV with a header, every field quoted that needs it. */
export function stringifyCsv(rows: readonly Readonly<Record<string, string>>[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => columns.map((column) => row[column] ?? ""));
  return [columns, ...lines].map((fields) => `${fields.map(quoted).join(",")}\n`).join("");
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
