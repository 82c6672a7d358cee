import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** What deploy.test.ts looks at in a service. */
export interface Service {
  readonly image?: string;
  readonly build?: unknown;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: unknown };
  readonly restart?: string;
  readonly hostname?: string;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
}

export interface ComposeFile {
  readonly name: string;
  readonly text: string;
  readonly services: Readonly<Record<string, Service>>;
  /** Names of the volumes it declares. */
  readonly volumes: readonly string[];
}

export function composeFiles(folder: string): ComposeFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      const { services, volumes } = parse(text, { merge: true }) as {
        services: Record<string, Service>;
        volumes: Record<string, unknown>;
      };
      return { name, text, services, volumes: Object.keys(volumes) };
    });
}

/** Whether a service runs the image that this repository builds. */
export function isOurs({ build }: Service): boolean {
  return build !== undefined;
}

/** The roles a service performs: all, unless its command says which. */
export function rolesOf({ command = [] }: Service): string[] {
  const at = command.indexOf("--roles");
  return at < 0 ? ["ingest", "worker", "api", "scheduler"] : (command[at + 1] ?? "").split(",");
}

/** A value as compose hands it on: variables that are asked for get a sample, the others their default. */
export function substitute(value: string): string {
  return value.replace(/\$\{\w+:\?[^}]+\}/g, "0a1b2c3d").replace(/\$\{\w+:-([^}]*)\}/g, "$1");
}
