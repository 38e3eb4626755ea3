import { linesOf, verifyLedger } from "@open-tax/sdk/verify/ledger";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Entry } from "../platform/audit.ts";
import { record } from "../platform/audit.ts";
import { systemClock } from "../platform/clock.ts";
import { testEnvironment } from "../platform/testing.ts";
import { fieldSet, type Ledger, LedgerFull, openLedger } from "./ledger.ts";
import { exportLedger } from "./ledger-export.ts";
import { confirmRemoval, proposeRemoval, proposeWhatIsOld } from "./ledger-retention.ts";
import { seal, signCheckpoint, startSealer } from "./ledger-sealer.ts";

const T1 = "tp_1";
const T2 = "tp_2";
const silent = { error: () => undefined };
const SET = fieldSet(["Invoice.number", "Invoice.total"]);

const entry = (taxpayerId: string, more: Partial<Entry> = {}): Entry => ({
  environment: "sandbox",
  kind: "READ",
  operation: "invoices",
  outcome: "DONE",
  callerKind: "APP_FOR_TAXPAYER",
  appId: "app_1",
  consentId: "cst_1",
  fieldsHash: SET.hash,
  taxpayerId,
  requestId: "r",
  argsHash: "ab".repeat(32),
  ...more,
});

describe("the access ledger", () => {
  let environment: Awaited<ReturnType<typeof testEnvironment>>;
  let ledger: Ledger;
  const sql = <Row extends object = Record<string, unknown>>(text: string, values: unknown[] = []) =>
    environment.database.writer.query<Row>(text, values).then(({ rows }) => rows);
  const today = async () =>
    (await sql<{ day: string }>("select max(day)::text as day from ledger_link"))[0]!.day;
  const lines = async (taxpayerId?: string) => {
    const found: string[] = [];
    for await (const line of exportLedger(environment, { day: await today(), taxpayerId }))
      found.push(JSON.stringify(line));
    return found;
  };
  const keys = () => environment.keys.jwks("ledger");
  const check = (found: string[], expected = {}) => verifyLedger(found, keys(), expected);

  beforeAll(async () => {
    environment = await testEnvironment([], systemClock);
    ledger = openLedger(environment, silent);
    await ledger.keep(SET);
    await Promise.all(Array.from({ length: 30 }, (_, i) => ledger.append(entry(i % 3 ? T1 : T2))));
    await seal(environment);
    await signCheckpoint(environment);
    await Promise.all(Array.from({ length: 10 }, () => ledger.append(entry(T1))));
    await seal(environment);
    await signCheckpoint(environment);
  });
  afterAll(async () => {
    await ledger.close();
    await environment.close();
  });

  it("is verified offline with the public keys alone, whole and for one taxpayer", async () => {
    expect(await check(await lines())).toMatchObject({
      ok: true,
      entries: 40,
      links: 40,
      checkpoints: 2,
      firstBad: null,
    });
    const own = await lines(T2);
    expect(await check(own)).toMatchObject({ ok: true, entries: 10, links: 40, checkpoints: 2 });
    expect(own.join("\n")).not.toContain(T1);
  });

  it.each<[string, (all: string[]) => string[], string]>([
    [
      "a changed entry",
      (all) => all.map((line, i) => (i === 8 ? line.replace('"DONE"', '"REPLAYED"') : line)),
      "not the one that was sealed",
    ],
    ["a removed link", (all) => all.filter((_, i) => i !== 8), "missing or moved"],
    [
      "a removed entry",
      (all) =>
        all.map((line, i) => (i === 8 ? JSON.stringify({ ...JSON.parse(line), entry: undefined }) : line)),
      "missing before its time",
    ],
    ["an inserted link", (all) => all.toSpliced(8, 0, all[9]!), "missing or moved"],
    ["a reordered one", (all) => all.with(8, all[9]!).with(9, all[8]!), "missing or moved"],
    [
      "a digest that was changed with its entry",
      (all) =>
        all.map((line, i) =>
          i === 8 ? JSON.stringify({ ...JSON.parse(line), entry: undefined, digest: "0".repeat(64) }) : line,
        ),
      "",
    ],
    [
      "another set of fields",
      (all) => all.map((line) => line.replace('"Invoice.total"', '"Invoice.tax"')),
      "field names",
    ],
    [
      "a forged checkpoint",
      (all) => all.map((line) => line.replace(/\.([\w-]{10})/, ".AAAAAAAAAA")),
      "SIGNATURE_INVALID",
    ],
    ["a tail that no checkpoint covers", (all) => all.slice(0, -1), "covered by no checkpoint"],
    ["another head", (all) => all.with(0, all[0]!.replace(/"previous":"../, '"previous":"00')), "follow"],
  ])("finds %s", async (_, spoil, reason) => {
    const report = await check(spoil(await lines()));
    expect(report.ok).toBe(false);
    if (reason !== "SIGNATURE_INVALID") expect(report.firstBad?.reason).toContain(reason);
    expect(report.firstBad).not.toBeNull();
  });

  it("finds a tail that was cut off at an earlier checkpoint, given a later one from elsewhere", async () => {
    const all = await lines();
    const first = all.findIndex((line) => line.includes('"checkpoint"'));
    const short = all.slice(0, first + 1);
    expect((await check(short)).ok).toBe(true);
    const { jws } = JSON.parse(all.at(-1)!);
    expect((await check(short, { checkpoint: jws })).firstBad?.reason).toContain("the tail is missing");
    expect((await check(all, { checkpoint: jws })).ok).toBe(true);
  });

  it("reads an export in pieces", async () => {
    const bytes = new TextEncoder().encode((await lines()).join("\n"));
    const pieces = async function* () {
      for (let at = 0; at < bytes.length; at += 777) yield bytes.subarray(at, at + 777);
    };
    expect((await verifyLedger(linesOf(pieces()), keys())).ok).toBe(true);
  });

  it("holds a salted digest of the arguments, and nobody may change, remove or forge anything by SQL", async () => {
    const [{ args_hash: salted } = { args_hash: "" }] = await sql<{ args_hash: string }>(
      "select args_hash from audit_entry limit 1",
    );
    expect(salted).toMatch(/^[0-9a-f]{64}$/);
    expect(salted).not.toBe("ab".repeat(32));
    for (const statement of [
      "update audit_entry set outcome = 'X'",
      "delete from audit_entry",
      "insert into audit_entry (id) values ('x')",
      "update ledger_link set seq = 1",
      "delete from ledger_link",
      "delete from ledger_checkpoint",
      "select * from ledger_secret",
      "update ledger_removal set confirmed_by = 'x'",
    ])
      await expect(sql(statement), statement).rejects.toThrow("permission denied");
  });

  it("refuses rather than hold back more than it may", async () => {
    const small = openLedger(environment, silent, { waiting: 5, batch: 2 });
    const appended = await Promise.allSettled(
      Array.from({ length: 8 }, () => small.append(entry("tp_many"))),
    );
    const refused = appended.filter((each) => each.status === "rejected");
    expect(refused).toHaveLength(3);
    expect(refused.every(({ reason }) => reason instanceof LedgerFull)).toBe(true);
    const [{ n } = { n: 0 }] = await sql<{ n: number }>(
      "select count(*)::int as n from audit_entry where taxpayer_id = 'tp_many'",
    );
    expect(n).toBe(5);
  });

  it("stays whole while many write, some late, and the sealers are cut off at random", async () => {
    const sealers = [1, 2, 3].map(() => startSealer(environment, silent, { sealMs: 5, checkpointMs: 20 }));
    const owner = await environment.database.owner();
    await owner.query(
      "create function slowly() returns trigger language plpgsql as $$ begin perform pg_sleep(0.02); return null; end $$; create trigger slowly before insert on ledger_link for each statement execute function slowly()",
    );
    let killed = 0;
    let done = false;
    const killing = (async () => {
      while (!done) {
        const { rowCount } = await owner.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'insert into ledger_link%' and state = 'active' and pid <> pg_backend_pid()",
        );
        killed += rowCount ?? 0;
        await new Promise((wait) => setTimeout(wait, Math.random() * 40));
      }
    })();
    const before = (await sql<{ n: number }>("select count(*)::int as n from audit_entry"))[0]!.n;
    let written = 0;
    const writer = async (n: number) => {
      for (let i = 0; i < 25 || killed < 5; i += 1) {
        const client = await environment.database.writer.connect();
        try {
          await client.query("begin");
          await record(client as never, entry(`tp_w${n}`));
          await new Promise((wait) => setTimeout(wait, (n * 7 + i) % 12));
          await client.query(i % 5 === 4 ? "rollback" : "commit");
          written += i % 5 === 4 ? 0 : 1;
        } finally {
          client.release();
        }
      }
    };
    await Promise.all([0, 1, 2].map(writer)).finally(() => {
      done = true;
    });
    await killing;
    await Promise.all(sealers.map((sealer) => sealer.stop()));
    await owner.query("drop function slowly cascade");
    await owner.end();
    await seal(environment);
    await signCheckpoint(environment);
    const [counts] = await sql(
      `select (select count(*)::int from audit_entry) as entries, (select count(*)::int from ledger_link) as links,
              (select count(*)::int from ledger_pending) as pending, (select max(seq) from ledger_link) as last`,
    );
    const entries = before + written;
    expect(written).toBeGreaterThanOrEqual(60);
    expect(counts).toEqual({ entries, links: entries, pending: 0, last: entries });
    expect(await check(await lines())).toMatchObject({ ok: true, entries, links: entries });
  });

  it("binds a day to the day before", async () => {
    const owner = await environment.database.owner();
    await owner.query("update ledger_link set day = day - 1");
    await owner.query("delete from ledger_checkpoint");
    await owner.end();
    const [{ hash } = { hash: "" }] = await sql<{ hash: string }>(
      "select encode(hash, 'hex') as hash from ledger_link order by seq desc limit 1",
    );
    await ledger.append(entry(T1));
    await seal(environment);
    await signCheckpoint(environment);
    const all = await lines();
    expect(JSON.parse(all[0]!).previous).toBe(hash);
    expect(await check(all, { previous: hash })).toMatchObject({ ok: true, links: 1 });
    expect((await check(all, { previous: "0".repeat(64) })).ok).toBe(false);
    const days = await sql("select seq from ledger_checkpoint order by day");
    expect(days).toHaveLength(2); // the old day's end was signed before the new one began
  });

  describe("retention", () => {
    const TODAY = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const years = (n: number) =>
      `${Number(TODAY.slice(0, 4)) - n}${TODAY.slice(4)}`.replace("02-29", "02-28");

    /** A person who is signed in to a post, of oversight or not. */
    const signIn = async (person: string, oversees: boolean) => {
      await sql(
        `insert into officer_post (id, person_id, authority_code, level, title, scopes, valid_from, certified)
         values ($1, $2, '13300000000', 'PROVINCE', '督察内审岗', $3::text[], '2020-01-01', true)`,
        [`pst_${person}`, person, oversees ? ["officer:oversight"] : ["officer:office"]],
      );
      await sql(
        "insert into office_session (id, person_id, post_id, expires_at) values ($1, $2, $3, now() + interval '1 hour')",
        [`ofs_${person}`, person, `pst_${person}`],
      );
    };

    beforeAll(async () => {
      for (const [taxpayerId, event] of [
        ["tp_old", undefined],
        ["tp_old", "INVOICE_VERIFIED"],
        ["tp_older", "INVOICE_VERIFIED"],
      ] as const)
        await ledger.append(entry(taxpayerId, { event }));
      await seal(environment);
      for (const person of ["pn_a", "pn_b", "pn_c", "pn_d"]) await signIn(person, person !== "pn_d");
      const owner = await environment.database.owner();
      await owner.query(
        "update audit_entry set at = at - interval '4 years' where taxpayer_id = 'tp_old'; update audit_entry set at = at - interval '11 years' where taxpayer_id = 'tp_older'",
      );
      await owner.end();
    });

    it("removes nothing younger than three years, nor by one person alone", async () => {
      const { writer } = environment.database;
      await expect(proposeRemoval(writer, { before: years(2), by: "pn_a", today: TODAY })).rejects.toThrow(
        "3 年",
      );
      const { id } = await proposeRemoval(writer, { before: years(3), by: "pn_a", today: TODAY });
      await expect(confirmRemoval(writer, id, { by: "pn_a", today: TODAY })).rejects.toMatchObject({
        codes: ["SEPARATION_OF_DUTIES"],
      });
      await expect(sql("select ledger.remove_entries($1, 'pn_a')", [id])).rejects.toThrow("another person");
    });

    it.each<[string, () => Promise<unknown>]>([
      ["a name that is nobody's", async () => undefined],
      ["somebody whose post is of no oversight", async () => undefined],
      [
        "one whose sign-in has ended",
        () => sql("update office_session set ended_at = now() where person_id = 'pn_c'"),
      ],
      [
        "one whose post has ended",
        () => sql("update officer_post set ended_at = now() where person_id = 'pn_c'"),
      ],
    ])("believes rows alone: not %s", async (what, end) => {
      const { writer } = environment.database;
      const by =
        { "a name that is nobody's": "pn_x", "somebody whose post is of no oversight": "pn_d" }[what] ??
        "pn_c";
      await end();
      const [{ id } = { id: "" }] = await sql<{ id: string }>("select id from ledger_removal");
      const refused = { codes: ["NOT_AUDITOR"] };
      await expect(proposeRemoval(writer, { before: years(3), by, today: TODAY })).rejects.toMatchObject(
        refused,
      );
      await expect(confirmRemoval(writer, id, { by, today: TODAY })).rejects.toMatchObject(refused);
      await expect(
        sql("insert into ledger_removal (id, before, proposed_by) values ('x', '2000-01-01', 'pn_a')"),
      ).rejects.toThrow("denied");
      await sql("update office_session set ended_at = null where person_id = 'pn_c'");
      await sql("update officer_post set ended_at = null where person_id = 'pn_c'");
    });

    it("removes by two what is old enough, keeps invoices for ten years, and the chain stays whole", async () => {
      const { writer } = environment.database;
      expect(await proposeWhatIsOld(writer, years(3), TODAY)).toBeUndefined();
      const [{ id } = { id: "" }] = await sql<{ id: string }>("select id from ledger_removal");
      expect(await confirmRemoval(writer, id, { by: "pn_b", today: TODAY })).toMatchObject({ removed: 2 });
      expect(await sql("select event from audit_entry where taxpayer_id like 'tp_old%'")).toEqual([
        { event: "INVOICE_VERIFIED" },
      ]);
      await expect(confirmRemoval(writer, id, { by: "pn_c", today: TODAY })).rejects.toMatchObject({
        codes: ["REMOVAL_NOT_FOUND"],
      });
      await signCheckpoint(environment);
      const all = (await lines("tp_nobody")).filter((line) => line.includes('"link"'));
      expect(all).toHaveLength(4);
      expect(await check(await lines("tp_nobody"))).toMatchObject({ ok: true, entries: 0, links: 4 });
    });

    it("lets the worker propose, and then asks for two", async () => {
      const { writer } = environment.database;
      const owner = await environment.database.owner();
      await owner.query("update audit_entry set at = at - interval '4 years' where taxpayer_id = $1", [T2]);
      await owner.end();
      const proposed = await proposeWhatIsOld(writer, years(3), TODAY);
      const id = proposed?.id ?? "";
      expect(await confirmRemoval(writer, id, { by: "pn_a", today: TODAY })).toMatchObject({
        confirmedBy: null,
        proposedBy: "pn_a",
      });
      await expect(confirmRemoval(writer, id, { by: "pn_a", today: TODAY })).rejects.toThrow();
      expect(await confirmRemoval(writer, id, { by: "pn_b", today: TODAY })).toMatchObject({ removed: 10 });
    });
  });
});
