import { hash, verify } from "@node-rs/argon2";

/** argon2id with the memory and rounds that OWASP recommends (19 MiB, 2 rounds), about 30 ms on a core. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password.normalize("NFC"), COST);

export const verifyPassword = ({
  hash: known,
  password,
}: {
  readonly hash: string;
  readonly password: string;
}): Promise<boolean> => verify(known, password.normalize("NFC"));
