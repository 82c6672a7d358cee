// systemd units and nginx.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SETTING_NAMES } from "../../src/app/settings.data.ts";
import { ROOT } from "../e2e/instance.ts";
import { type Block, parseNginx, parseUnit } from "./configuration-files.ts";
import { commandOf, readDeployed } from "./folder.ts";

const HARDENED = {
  NoNewPrivileges: "yes",
  CapabilityBoundingSet: "",
  ProtectSystem: "strict",
  ProtectHome: "yes",
  PrivateTmp: "yes",
  PrivateDevices: "yes",
  ProtectKernelTunables: "yes",
  ProtectKernelModules: "yes",
  ProtectControlGroups: "yes",
  RestrictNamespaces: "yes",
  RestrictSUIDSGID: "yes",
  LockPersonality: "yes",
  SystemCallArchitectures: "native",
  SystemCallFilter: "@system-service",
};

describe.each(["millrace.service", "millrace@.service"])("%s", (name) => {
  const unit = parseUnit(readDeployed(name));
  const service = unit.Service ?? {};
  const one = (key: string): string | undefined => service[key]?.[0];

  it("starts Millrace as a user of its own, and again whenever it ends", () => {
    expect(Object.keys(unit)).toEqual(["Unit", "Service", "Install"]);
    expect(one("User")).toBe("millrace");
    expect(one("Restart")).toBe("always");
    expect(existsSync(join(ROOT, commandOf(name)[1] ?? ""))).toBe(true);
    expect(unit.Install?.WantedBy).toEqual(["multi-user.target"]);
    // The server gives itself 9.5 s.
    expect(Number(one("TimeoutStopSec"))).toBeGreaterThan(10);
  });

  it("may read its program and write its data, nothing else", () => {
    for (const [key, value] of Object.entries(HARDENED)) expect(one(key), key).toBe(value);
    // Node's compiler makes code as it runs.
    expect(service).not.toHaveProperty("MemoryDenyWriteExecute");
    const folder = service.Environment?.find((line) => line.startsWith("DATA_DIR="))?.slice(
      "DATA_DIR=".length,
    );
    expect(folder).toBe(`/var/lib/${one("StateDirectory")}`);
  });

  it("sets what exists", () => {
    const names = (service.Environment ?? []).map((line) => line.split("=")[0]);
    expect(
      names.filter((setting) => setting !== "NODE_ENV" && !SETTING_NAMES.includes(setting ?? "")),
    ).toEqual([]);
  });
});

it("millrace@.service performs the role that the instance is named after, in a folder of its own", () => {
  expect(commandOf("millrace@.service").slice(2)).toEqual(["start", "--roles", "%i"]);
  expect(parseUnit(readDeployed("millrace@.service")).Service?.StateDirectory).toEqual(["millrace/%i"]);
});

describe("nginx.conf", () => {
  const root = parseNginx(readDeployed("nginx.conf"));
  const server = find(root, "server").find((block) => has(block, "listen", "443 ssl http2")) as Block;
  const locations = find(server, "location");

  it("passes everything on but parts of the instance: Millrace knows who may do what", () => {
    const passed = locations.filter((block) => has(block, "proxy_pass"));
    expect(passed.map(({ args }) => args)).toEqual(["= /api/v1/events", "/"]);
    for (const path of ["= /metrics", "= /ready"]) {
      expect(locations.find(({ args }) => args === path)?.directives).toEqual([
        { name: "return", args: "404" },
      ]);
    }
  });

  it("sets the visitor's address and writes it nowhere", () => {
    expect(has(server, "proxy_set_header", "X-Forwarded-For $remote_addr")).toBe(true);
    expect(JSON.stringify(root)).not.toContain("proxy_add_x_forwarded_for");
    for (const block of find(root, "server")) expect(has(block, "access_log", "off")).toBe(true);
    expect(server.directives.find(({ name }) => name === "error_log")?.args).toMatch(/ crit$/);
    // A header that a location sets would replace all of the server's.
    for (const block of locations) expect(has(block, "proxy_set_header")).toBe(false);
  });

  it("passes WebSockets on, and bodies up to the edge's own limit", () => {
    expect(has(server, "proxy_set_header", "Upgrade $http_upgrade")).toBe(true);
    expect(has(server, "proxy_set_header", "Connection $millrace_connection")).toBe(true);
    expect(has(server, "client_max_body_size", "1m")).toBe(true);
    // NDJSON is a stream of any length, and no part of it is to lie in a file of nginx.
    const stream = locations.find(({ args }) => args === "= /api/v1/events") as Block;
    expect(has(stream, "client_max_body_size", "0")).toBe(true);
    expect(has(stream, "proxy_request_buffering", "off")).toBe(true);
  });

  it("sends to edges that it knows", () => {
    const [upstream] = find(root, "upstream");
    for (const block of locations.filter((each) => has(each, "proxy_pass"))) {
      expect(has(block, "proxy_pass", `http://${upstream?.args}`)).toBe(true);
    }
    expect(upstream !== undefined && has(upstream, "server")).toBe(true);
  });
});

function find(block: Block, name: string): Block[] {
  return block.blocks.filter((each) => each.name === name);
}

function has(block: Block, name: string, args?: string): boolean {
  return block.directives.some((each) => each.name === name && (args === undefined || each.args === args));
}
