import type { EntityManager } from "@mikro-orm/postgresql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withId } from "../platform/audit.ts";
import type { Caller } from "../platform/caller.ts";
import { Context } from "../platform/context.ts";
import { newId } from "../platform/id.ts";
import { rotateKey } from "../platform/keys-life.ts";
import { notify } from "../platform/notice.ts";
import { testEnvironment } from "../platform/testing.ts";
import { inTransaction, type Queryable } from "../platform/transaction.ts";
import { entities } from "../subgraphs.ts";

/* What a statement that is slipped into a write tries as the application's own role, beneath every check of ours. */

const [T1, T2, T3] = ["tp_1", "tp_2", "tp_3"];
const caller: Caller = {
  kind: "APP_FOR_TAXPAYER",
  appId: "app_1",
  taxpayerId: T1!,
  personId: "pn_1",
  consentId: "cst_1",
  scopes: [],
};
let environment: Awaited<ReturnType<typeof testEnvironment>>;
const system = <Row extends object = Record<string, unknown>>(text: string, values: unknown[] = []) =>
  environment.database.writer.query<Row>(text, values).then(({ rows }) => rows);

beforeAll(async () => {
  environment = await testEnvironment(entities);
  await system(
    `insert into agency_agreement (id, agency_id, client_id, service, minor_service, period_from, period_to, agent_ids, started_by, status, started_at)
     values ('agr_1', $1, $2, 'FILING', 'x', '2026-01-01', '2026-12-31', '{}', 'AGENCY', 'ACTIVE', now())`,
    [T1, T2],
  );
});
afterAll(() => environment.close());

/** Runs statements in a write of the caller's. */
function within<T>(work: (sql: Queryable) => Promise<T>, as = caller): Promise<T> {
  const context = new Context(environment, as, "r");
  return (context.em as EntityManager).transactional(() => work(inTransaction(context)));
}
const NO = expect.objectContaining({ code: "42501" });

describe("an entry of the ledger", () => {
  const entry = (more: object = {}) =>
    JSON.stringify([
      withId({
        environment: "sandbox",
        kind: "WRITE",
        event: "X",
        outcome: "DONE",
        callerKind: "APP_FOR_TAXPAYER",
        appId: "app_1",
        consentId: "cst_1",
        personId: "pn_1",
        taxpayerId: T1!,
        requestId: "r",
        ...more,
      }),
    ]);
  const append = (entries: string) =>
    within((sql) => sql.query("select ledger.record_access($1::jsonb)", [entries]));

  it("of the caller's own is appended", async () => {
    await append(entry());
    expect(await system("select event from audit_entry where taxpayer_id = $1", [T1])).toEqual([
      { event: "X" },
    ]);
  });

  it.each<[string, object]>([
    ["for another taxpayer", { taxpayerId: "tp_2" }],
    ["for none", { taxpayerId: undefined }],
    ["of another app", { appId: "app_2" }],
    ["under another consent", { consentId: "cst_2" }],
    ["by another person", { personId: "pn_2" }],
    ["of a tax authority", { authorityCode: "13301060000" }],
    ["in the platform's name", { callerKind: "PLATFORM" }],
    ["of a read that was none", { kind: "READ" }],
    ["of a sign-in", { kind: "SIGN_IN" }],
    ["of the platform's administration", { kind: "ADMIN" }],
  ])("%s is refused", async (_, more) => {
    await expect(append(entry(more))).rejects.toEqual(NO);
  });

  it("beside one that is right, refuses both; without a caller there is none", async () => {
    const two = JSON.stringify([...JSON.parse(entry()), ...JSON.parse(entry({ taxpayerId: "tp_2" }))]);
    await expect(append(two)).rejects.toEqual(NO);
    const bare = environment.database.orm.em.fork().getConnection();
    await expect(bare.execute("select ledger.record_access(?::jsonb)", [entry()])).rejects.toEqual(NO);
  });

  it("says itself in whose place somebody acted: what the caller says of it counts for nothing", async () => {
    await append(entry({ event: "Y", actingAs: "LEGAL_REP", agencyId: "tp_9" }));
    expect(await system("select acting_as, agency_id from audit_entry where event = 'Y'")).toEqual([
      { acting_as: null, agency_id: null },
    ]);
  });

  it.each([
    "select ledger.record_act('KEY_REVOKED', 'app_1', null)",
    "select ledger.remove_entries('x', 'pn_1')",
    "select ledger.propose_removal('x', '2000-01-01', 'worker')",
    "select ledger.is_auditor('pn_1')",
    "select * from ledger.acting('cst_1', 'tp_2', 'pn_1')",
    "delete from audit_entry",
    "update audit_entry set outcome = 'DONE'",
    "insert into ledger_pending values ('aud_1')",
    "insert into sealed.notice_ground values ('aud', 'audit_entry', '{taxpayer_id}', '{}', '{app_id}')",
    "select sealed.may_tell('tp_2', 'agr_1')",
  ])("%s is refused", async (text) => {
    await expect(within((sql) => sql.query(text))).rejects.toEqual(NO);
  });
});

describe("a notice", () => {
  const tell = (taxpayerId: string | undefined, about: string, as?: Caller) =>
    within(
      (sql) => notify(sql, new Date(), { taxpayerId: taxpayerId!, kind: "X", about, zh: "知", en: "k" }),
      as,
    );

  it("goes to oneself, and to whom a record names beside oneself", async () => {
    await tell(T1, "anything");
    await tell(T2, "agr_1");
    expect(await system("select taxpayer_id from notice order by 1")).toEqual([
      { taxpayer_id: T1 },
      { taxpayer_id: T2 },
    ]);
  });

  it.each<[string, string | undefined, string, Caller?]>([
    ["to one the record does not name", T3, "agr_1"],
    ["of a record that does not exist", T2, "agr_2"],
    ["of a kind of record nobody may tell of", T2, "tp_2"],
    ["of a record that names others", T2, "agr_1", { ...caller, taxpayerId: "tp_3", personId: "pn_3" }],
    ["with a name that is SQL", T2, "agr_1' or true --"],
  ])("not %s", async (_, taxpayerId, about, as) => {
    await expect(tell(taxpayerId, about, as)).rejects.toEqual(NO);
  });
});

describe("the platform's own acts", () => {
  it("name the key they are about, and who acted where a command says so", async () => {
    const { writer } = environment.database;
    const client = await writer.connect();
    try {
      await client.query("begin");
      await client.query("select set_config('open_tax.by', 'cli:root:keys rotate', true)");
      await client.query("update signing_key set revoked_at = now() where purpose = 'internal'");
      const { rows } = await client.query(
        `select e.operation_name, e.person_id from audit_entry e join signing_key k on k.kid = e.operation_name
         where e.event = 'KEY_REVOKED' and k.purpose = 'internal'`,
      );
      expect(rows.length).toBeGreaterThan(0);
      expect(new Set(rows.map((row) => row.person_id))).toEqual(new Set(["cli:root:keys rotate"]));
    } finally {
      await client.query("rollback");
      client.release();
    }
  });

  it("leave an entry without a taxpayer, in the transaction of the change", async () => {
    await rotateKey(environment.database.writer, "results", { delaySeconds: 0 });
    await system(
      "insert into oauth_client (id, metadata, vendor, vendor_en, name_en, first_party, simulated) values ('app_x', '{}', 'v', 'v', 'n', false, false)",
    );
    await system("update oauth_client set status = 'SUSPENDED' where id = 'app_x'");
    await system(
      "update oauth_client set status = 'ACTIVE', allowed_addresses = '{192.0.2.0/24}', tokens_valid_from = now() where id = 'app_x'",
    );
    await system(
      "insert into release (id, app_id, version, status, sheet, registered_at) values ($1, 'app_x', '1.0.0', 'REGISTERED', '{}', now())",
      [newId("rel")],
    );
    await system("update release set status = 'PUBLISHED' where app_id = 'app_x'");
    await system("update release set status = 'SUSPENDED' where app_id = 'app_x'");
    const acts = await system(
      "select event, app_id, taxpayer_id, environment from audit_entry where kind = 'ADMIN' order by at",
    );
    const of = (event: string, app: string | null = "app_x") => ({
      event,
      app_id: app,
      taxpayer_id: null,
      environment: "sandbox",
    });
    expect(acts[0]).toEqual(of("KEY_ROTATED", null));
    expect(acts.slice(1)).toEqual(
      expect.arrayContaining(
        [
          "APP_SUSPENDED",
          "APP_RESUMED",
          "APP_KEY_REVOKED",
          "APP_ADDRESSES_CHANGED",
          "RELEASE_PUBLISHED",
          "RELEASE_SUSPENDED",
        ].map((event) => of(event)),
      ),
    );
    expect(acts).toHaveLength(7);
  });
});
