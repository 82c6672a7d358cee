import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { exited, forkScript, nextMessage } from "../processes/child-process.ts";

/** Somebody whom the provider knows, by claims. */
export interface OidcPerson {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean | string;
  readonly name?: string;
}

export interface OidcServer {
  /** Settings of an instance that is served on `port`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whoever is sent to the provider from now on is this person. */
  become(person: OidcPerson): Promise<void>;
  stop(): Promise<void>;
}

/** Starts an OpenID Connect provider on this machine, for an instance on a free port. */
export async function startOidc(): Promise<OidcServer> {
  const port = await freePort();
  const child = forkScript("serve-oidc.ts", [`http://127.0.0.1:${port}/sign-in/oidc`]);
  const issuer = await nextMessage<string>(child);
  return {
    environment: {
      PORT: String(port),
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: "millrace",
      OIDC_CLIENT_SECRET: "s3cret:/%",
      OIDC_NAME: "Example login",
    },
    async become(person) {
      child.send(person);
      await nextMessage(child);
    },
    async stop() {
      child.disconnect();
      await exited(child);
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
