import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AUDIT_KEPT_MS } from "../../src/domain/audit.ts";
import { DAY } from "../../src/domain/time.ts";
import type { Accounts } from "../../src/ports/accounts.ts";
import type { NewAuditEntry } from "../../src/ports/audit.ts";
import { HOSTILE_TEXTS } from "../build/build-envelope.ts";

interface Scene {
  /** Accounts whose audit log is empty. */
  readonly url: string;
  open(url: string): Promise<Accounts>;
  /** Runs a statement on the database, past the driver. */
  runSql(url: string, statement: string): Promise<void>;
}

const entry = (more: Partial<NewAuditEntry> = {}): NewAuditEntry => ({
  at: Date.now(),
  action: "key created",
  actor: { kind: "person", id: "ada", name: "Ada (ada@example.com)", signInId: "sign-in" },
  teamId: 1,
  siteId: null,
  site: null,
  target: "Reports",
  targetUserId: null,
  details: { scopes: ["read"], count: 3, expires_at: null, all: true },
  ...more,
});

/** What every accounts driver promises of the audit log. Part of describeAccounts. */
export function describeAudit({ url, open, runSql }: Scene): void {
  describe("the audit log", () => {
    let accounts: Accounts;
    beforeAll(async () => {
      accounts = await open(url);
    });
    afterAll(() => accounts.close());

    const list = (teamId: number | null, more: object = {}) =>
      accounts.listAudit({ teamId, limit: 100, ...more });

    it("gives rows as they were added, whatever is in them, the latest first", async () => {
      const added = HOSTILE_TEXTS.map((text) =>
        entry({ teamId: 2, site: text, siteId: 7, target: text, details: { text } }),
      );
      for (const one of added) await accounts.addAudit(one);
      const found = await list(2);
      expect(found.map(({ id: _, ...row }) => row)).toEqual(added.reverse());
      // Other than SQLite, PostgreSQL can't store it.
      await accounts.addAudit(entry({ teamId: 3, target: "a\0b" }));
      expect(await list(3)).toMatchObject([{ target: "ab" }]);
    });

    it("gives each team its own rows, in pages, and of one action", async () => {
      for (const action of ["site created", "site reset", "site created"] as const)
        await accounts.addAudit(entry({ teamId: 4, action }));
      await accounts.addAudit(entry({ teamId: null, action: "operator made" }));
      const all = await list(4);
      expect(all.map(({ action }) => action)).toEqual(["site created", "site reset", "site created"]);
      const [latest, ...older] = all;
      expect(await list(4, { limit: 1 })).toEqual([latest]);
      expect(await list(4, { before: latest?.id })).toEqual(older);
      expect(await list(4, { action: "site reset" })).toEqual([all[1]]);
      expect(await list(null)).toMatchObject([{ action: "operator made" }]);
      for (const none of [Number.NaN, 0, 2 ** 40]) expect(await list(none)).toEqual([]);
    });

    it.each([
      "UPDATE audit SET action = 'key revoked'",
      "UPDATE audit SET at = 1",
      "UPDATE audit SET details = '{}'",
      "UPDATE audit SET actor_id = NULL, actor_name = NULL",
      "UPDATE audit SET actor_name = 'Eve'",
      "UPDATE audit SET target = 'Eve'",
      "UPDATE audit SET team_id = 99",
      "DELETE FROM audit",
    ])("is refused by the database itself: %s", async (statement) => {
      await accounts.addAudit(entry({ teamId: 5 }));
      const before = await list(5);
      await expect(runSql(url, statement)).rejects.toThrow("the audit log is append-only");
      expect(await list(5)).toEqual(before);
    });

    it("forgets rows that are old enough, and refuses to forget others", async () => {
      const now = Date.now();
      await accounts.addAudit(entry({ teamId: 6, at: now - AUDIT_KEPT_MS - DAY }));
      await accounts.addAudit(entry({ teamId: 6, at: now - AUDIT_KEPT_MS + 2 * DAY }));
      await accounts.forgetAudit(now - AUDIT_KEPT_MS);
      expect((await list(6)).map(({ at }) => at)).toEqual([now - AUDIT_KEPT_MS + 2 * DAY]);
      await expect(accounts.forgetAudit(now)).rejects.toThrow("the audit log is append-only");
      expect(await list(6)).toHaveLength(1);
    });
  });
}
