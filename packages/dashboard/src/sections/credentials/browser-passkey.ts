import type { PasskeyOptions } from "@millrace/protocol";

type Credential = Readonly<Record<string, unknown>>;
type ReadOptions<Options> = (options: PasskeyOptions) => Options;

/** As WebAuthn level 3 has it; browsers before that have no passkeys here. */
interface PasskeyBrowser {
  readonly parseCreationOptionsFromJSON?: ReadOptions<PublicKeyCredentialCreationOptions>;
  readonly parseRequestOptionsFromJSON?: ReadOptions<PublicKeyCredentialRequestOptions>;
}

const browser = (): PasskeyBrowser =>
  (globalThis as never as { PublicKeyCredential?: PasskeyBrowser }).PublicKeyCredential ?? {};

/** An address of numbers is none that a passkey may belong to. */
const NUMBERS_ONLY = /^(\d+\.){3}\d+$|^\[/;

/** Whether a passkey can be used on this page: browsers have none without HTTPS, but for `localhost`. */
export const browserHasPasskeys = (): boolean =>
  browser().parseRequestOptionsFromJSON !== undefined && !NUMBERS_ONLY.test(location.hostname);

/** Why a browser gave no passkey. */
export type PasskeyFault = "exists" | "failed";

/** The user turned back, or the device has no fitting passkey: browsers do not say which. */
export class NoPasskey extends Error {
  override readonly name = "NoPasskey";
  readonly fault: PasskeyFault;
  constructor(cause: unknown) {
    super("the browser gave no passkey", { cause });
    this.fault = cause instanceof DOMException && cause.name === "InvalidStateError" ? "exists" : "failed";
  }
}

/** Makes a passkey. Throws NoPasskey. */
export function makePasskey(options: PasskeyOptions): Promise<Credential> {
  return ask(async () => {
    const publicKey = browser().parseCreationOptionsFromJSON?.(options);
    return publicKey === undefined ? null : navigator.credentials.create({ publicKey });
  });
}

/** Signs with a passkey that the user chooses. Throws NoPasskey. */
export function signByPasskey(options: PasskeyOptions): Promise<Credential> {
  return ask(async () => {
    const publicKey = browser().parseRequestOptionsFromJSON?.(options);
    return publicKey === undefined ? null : navigator.credentials.get({ publicKey });
  });
}

async function ask(run: () => Promise<unknown>): Promise<Credential> {
  try {
    const made = (await run()) as { toJSON(): Credential } | null;
    if (made !== null) return made.toJSON();
  } catch (error) {
    throw new NoPasskey(error);
  }
  throw new NoPasskey(null);
}
