import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../e2e/instance.ts";
import { DEPLOY, readDeployed } from "./folder.ts";

describe("the image", () => {
  const dockerfile = readDeployed("Dockerfile");
  const lines = dockerfile.replace(/\\\n/g, " ").split("\n");
  const ignored = readFileSync(join(ROOT, ".dockerignore"), "utf8").split("\n");

  it("copies what is there and what the context holds", () => {
    const sources = lines
      .filter((line) => line.startsWith("COPY ") && !line.includes("--from="))
      .flatMap((line) => line.split(" ").slice(1, -1));
    expect(sources.length).toBeGreaterThan(5);
    for (const source of sources) {
      expect(existsSync(join(ROOT, source)), source).toBe(true);
      const allowed = ignored.some(
        (line) => line.startsWith("!") && `${source}/`.startsWith(`${line.slice(1)}/`),
      );
      expect(allowed, `.dockerignore lets ${source} in`).toBe(true);
    }
    expect(ignored).toContain("*");
  });

  it("installs every package of the workspace", () => {
    const { workspaces } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      workspaces: string[];
    };
    const folders = workspaces.flatMap((pattern) =>
      pattern.endsWith("/*")
        ? readdirSync(join(ROOT, dirname(pattern))).map((name) => join(dirname(pattern), name))
        : [pattern],
    );
    for (const folder of folders) expect(dockerfile).toContain(`COPY ${folder}/package.json ${folder}/`);
  });

  it("runs as nobody special, keeps /data and tells whether it is well", () => {
    const last = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")));
    const user = last.find((line) => line.startsWith("USER "))?.slice(5);
    expect(["root", "0", undefined]).not.toContain(user);
    expect(last.indexOf(`USER ${user}`)).toBeLessThan(
      last.findIndex((line) => line.startsWith("ENTRYPOINT")),
    );
    expect(last).toContain("VOLUME /data");
    expect(last.some((line) => /^HEALTHCHECK .+ CMD \["node", "deploy\/ready.mjs"\]$/.test(line))).toBe(true);
    expect(last).toContain('ENTRYPOINT ["node", "packages/server/bin/millrace.mjs"]');
    expect(existsSync(join(ROOT, "packages/server/bin/millrace.mjs"))).toBe(true);
  });

  it.each([
    { status: 200, code: 0 },
    { status: 503, code: 1 },
  ])("takes an answer of $status for $code", async ({ status, code }) => {
    const server = createServer((request, response) => {
      response.writeHead(request.url === "/ready" ? status : 404).end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    expect(await exitOfReady(port)).toBe(code);
    server.close();
    expect(await exitOfReady(port), "nobody answers").toBe(1);
  });
});

async function exitOfReady(port: number): Promise<number> {
  const child = spawn(process.execPath, [join(DEPLOY, "ready.mjs")], {
    env: { PORT: String(port) },
    stdio: "ignore",
  });
  return new Promise((resolve) => child.once("exit", (code) => resolve(code ?? -1)));
}
