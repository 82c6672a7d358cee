// The dashboard for Grafana asks only for what a running instance really offers, and leaves none of it out.
import { expect, it } from "vitest";
import { startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { readDeployed } from "./folder.ts";

const newFolder = useTempFolders();

interface Dashboard {
  readonly templating: { readonly list: readonly { readonly query: string }[] };
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

const dashboard = JSON.parse(readDeployed("grafana/millrace.json")) as Dashboard;
const expressions = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({ title, expr })),
);

/** Returns the labels of each series that an instance offers, by the series' name. */
async function offered(): Promise<Map<string, Set<string>>> {
  const app = await startApp(newFolder());
  try {
    const send = (body: object) =>
      fetch(`${app.url}/api/v1/events`, { method: "POST", body: JSON.stringify(body) });
    await send({ site: "shop.example", path: "/" });
    await send({ nothing: true });
    let text = "";
    for (const deadline = Date.now() + 10_000; !/stage="settle"/.test(text) && Date.now() < deadline; )
      text = await (await fetch(`${app.url}/metrics`)).text();
    const series = new Map<string, Set<string>>();
    for (const [, name = "", labels = ""] of text.matchAll(/^([a-z_]\w*)(?:\{(.*)\})? /gm)) {
      const known = series.get(name) ?? new Set();
      for (const [, label = ""] of labels.matchAll(/(\w+)="/g)) known.add(label);
      series.set(name, known);
    }
    return series;
  } finally {
    await app.stop();
  }
}

/** Prometheus adds these to everything that it scrapes. */
const ADDED = ["job", "instance"];

it("asks for series and labels that exist, and for every figure of Millrace's own", async () => {
  const series = await offered();
  const asked = new Set<string>();
  expect(expressions.length).toBeGreaterThan(40);
  for (const { title, expr } of expressions) {
    const names = expr.match(/\bmillrace_\w+/g) ?? [];
    expect(names, `${title}: ${expr}`).not.toEqual([]);
    const labels = new Set(ADDED);
    for (const name of names) {
      expect([...series.keys()], `${title}: ${expr}`).toContain(name);
      asked.add(name);
      for (const label of series.get(name) ?? []) labels.add(label);
    }
    const used = [
      ...[...expr.matchAll(/(\w+)(?:=~|=)"/g)].map(([, label]) => label),
      ...[...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = ""]) => list.split(", ")),
    ];
    for (const label of used) expect([...labels], `${title}: ${expr}`).toContain(label);
  }
  for (const { query } of dashboard.templating.list)
    expect([...series.keys()]).toContain(query.match(/millrace_\w+/)?.[0]);
  const own = [...series.keys()].filter(
    (name) => /^millrace_(?!edge_|store_)/.test(name) && !/_(sum|count)$/.test(name),
  );
  expect(own.filter((name) => !asked.has(name))).toEqual([]);
});

it("numbers its panels, and names each once", () => {
  const ids = dashboard.panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const titles = dashboard.panels.map(({ title }) => title);
  expect(new Set(titles).size).toBe(titles.length);
});
