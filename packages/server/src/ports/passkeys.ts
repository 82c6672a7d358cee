/** A passkey in the list of its person. */
export interface PasskeyRecord {
  readonly id: string;
  readonly name: string;
  /** Epoch ms. */
  readonly createdAt: number;
}

/** Passkeys of persons. They are added and used by the port Authentication, on the same table. */
export interface Passkeys {
  /** Returns the oldest first. */
  listPasskeys(userId: string): Promise<readonly PasskeyRecord[]>;
  /** Returns false when the person has no such passkey. */
  renamePasskey(userId: string, id: string, name: string): Promise<boolean>;
  removePasskey(userId: string, id: string): Promise<boolean>;
}
