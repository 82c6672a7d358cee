import { type Actors, createActors } from "../accounts/actors.ts";
import { createLimitAttempts } from "../accounts/limit-attempts.ts";
import { createPageUrl } from "../accounts/page-url.ts";
import { createRecordAudit, type RecordAudit } from "../accounts/record-audit.ts";
import { openAgents } from "../drivers/agents/index.ts";
import { openOidc } from "../drivers/identity/oidc.ts";
import type { AccountDeps } from "../http/accounts/create-account-handlers.ts";
import { createReadFacts, type ReadFacts } from "../http/serve/guard/request-facts.ts";
import { createRelayNotes, type RelayNotes } from "../http/serve/relay/relay-note.ts";
import type { Authentication } from "../ports/authentication.ts";
import type { Log } from "../ports/log.ts";
import type { Config } from "./config.ts";
import { clock, type Shared } from "./open-drivers.ts";
import { openSecrets, type Secrets } from "./secret.ts";

/** What every process needs to know who asks. */
export interface Access {
  readonly secrets: Secrets;
  readonly notes: RelayNotes;
  readonly readFacts: ReadFacts;
  readonly actors: Actors;
  readonly recordAudit: RecordAudit;
}

export async function openAccess(config: Config, { accounts, state }: Shared, log: Log): Promise<Access> {
  const secrets = await openSecrets(config, accounts);
  const notes = createRelayNotes(secrets.relay);
  const { host: boundHost, trustedProxies, publicUrl } = config;
  const readFacts = createReadFacts({ trustedProxies, boundHost, publicUrl, notes });
  const actors = createActors({ accounts, bus: state, secret: secrets.sessions, clock, log });
  // Known from the start, so that what follows outlives an outage of the accounts store.
  await actors.read({ key: null, share: null, cookie: null, isLocal: false });
  const recordAudit = createRecordAudit({ audit: accounts, clock, log });
  return { secrets, notes, readFacts, actors, recordAudit };
}

/** Opens what routes of accounts need. What checks passwords is loaded when somebody signs in. */
export async function openAccountDeps(
  config: Config,
  { accounts, state }: Shared,
  { secrets, actors }: Access,
  log: Log,
): Promise<AccountDeps> {
  const agents = await openAgents();
  let authentication: Promise<Authentication> | null = null;
  return {
    accounts,
    actors,
    clock,
    log,
    signUp: config.signUp,
    identityProvider: config.oidc === null ? null : openOidc(config.oidc),
    oidcSecret: secrets.oidc,
    authentication() {
      authentication ??= accounts.openAuthentication({ secret: secrets.sessions });
      return authentication;
    },
    limitAttempts: createLimitAttempts({ attempts: accounts, state, secret: secrets.attempts, clock }),
    pageUrl: createPageUrl({
      publicUrl: config.publicUrl,
      people: accounts,
      ownUrl: `http://localhost:${config.port}`,
    }),
    deviceOf(userAgent) {
      const { browser, os } = agents.parse(userAgent);
      return browser === "" || os === "" ? browser + os : `${browser} on ${os}`;
    },
  };
}
