import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { offerOf } from "../authorization/offer.ts";
import { faultsOfAgreement } from "../consents/agreement.rules.ts";
import { grantConsent } from "../consents/commands.ts";
import { agreement, catalogue, inside } from "../consents/consents.testing.ts";
import { CONSENT_CHILD_14, sweepConsents } from "../consents/sweep.ts";
import { makeResidentId } from "../identifiers/resident-id.ts";
import type { Caller } from "../platform/caller.ts";
import { addDays, addYears, dayOf } from "../platform/clock.ts";
import { testSubgraph } from "../platform/testing.ts";
import { fixturePersonId } from "../sample-data/fixture.ts";
import { loadSampleData } from "../sample-data/load.ts";
import { fixturePostId } from "../sample-data/officers.ts";
import { actsFor } from "./facts.ts";
import { turns14On, turns18On, whyNotGuardian } from "./guardian.rules.ts";
import { registry } from "./subgraph.ts";

const codes = (found: readonly ({ code: string } | false | undefined)[]) =>
  found.flatMap((problem) => (problem ? [problem.code] : []));
const idOf = (born: string, sequence = 1) => makeResidentId("330106", born, sequence);
const ADULT = idOf("1990-03-07");

describe("birthdays", () => {
  it.each([
    ["2012-11-24", "2026-11-24", "2030-11-24"],
    ["2012-02-29", "2026-02-28", "2030-02-28"],
  ])("born on %s: fourteen on %s, eighteen on %s", (born, fourteen, eighteen) => {
    expect([turns14On(idOf(born)), turns18On(idOf(born))]).toEqual([fourteen, eighteen]);
  });
  it("are unknown for another number", () => expect(turns14On("E12345678")).toBeNull());

  it.each([
    ["2008-11-24", ADULT, "出生医学证明 S330000001", []],
    ["2008-11-23", ADULT, "出生医学证明 S330000001", ["GUARDIAN_CHILD_ADULT"]],
    ["2015-01-01", idOf("2008-11-24"), "户口", ["GUARDIAN_NOT_ADULT", "GUARDIAN_GROUND_REQUIRED"]],
    ["2015-01-01", idOf("2008-11-23"), "户口簿首页及本人页", []],
  ])("a child of %s, a guardian %s, on %s: %j", (born, guardianIdNo, ground, expected) => {
    const asked = { childIdNo: idOf(born), guardianIdNo, ground, today: "2026-11-23" };
    expect(codes(whyNotGuardian(asked))).toEqual(expected);
  });
});

describe("who consents for a child", () => {
  const asked = (role: "SELF" | "GUARDIAN", turns14: string | null) =>
    codes(
      faultsOfAgreement(
        agreement({
          role,
          turns14On: turns14,
          purpose: "IIT_SETTLEMENT",
          scopes: ["iit:read"],
          ticked: ["iit:read"],
        }),
      ),
    );
  it.each([
    ["SELF", "2026-11-24", ["GUARDIAN_REQUIRED"]],
    ["SELF", "2026-11-23", []],
    ["SELF", null, []],
    ["GUARDIAN", "2026-11-24", []],
    ["GUARDIAN", "2026-11-23", ["GUARDIANSHIP_OVER"]],
    ["GUARDIAN", null, ["GUARDIANSHIP_OVER"]],
  ] as const)("%s, on the day before or of the fourteenth birthday (%s): %j", (role, day, expected) => {
    expect(asked(role, day)).toEqual(expected);
  });

  it("is said on the consent page before anything is ticked", () => {
    const subject = {
      taxpayerId: "tp_c",
      taxpayerName: "小明",
      taxpayerTin: idOf("2020-01-01"),
      turns14On: "2034-01-01",
    };
    const page = (role: "SELF" | "GUARDIAN", birthday: string) =>
      offerOf({
        client: { id: "app_x", firstParty: false, requiredScopes: [] } as never,
        person: { id: "pn_x", name: "张伟" },
        acr: "L3",
        params: { scope: "iit:read" },
        details: undefined,
        actsFor: [{ ...subject, role, turns14On: birthday }],
        catalogue,
      }).subjects.map(({ problem }) => problem?.code);
    expect([
      page("SELF", "2999-01-01"),
      page("SELF", "2000-01-01"),
      page("GUARDIAN", "2999-01-01"),
      page("GUARDIAN", "2000-01-01"),
    ]).toEqual([["GUARDIAN_REQUIRED"], [undefined], [undefined], ["GUARDIANSHIP_OVER"]]);
  });
});

let board: Awaited<ReturnType<typeof testSubgraph>>;
const CHILD = "tp_child";
/** A child who is thirteen now, whenever that is: consents go by real time. */
const FOURTEEN = addDays(dayOf(new Date()), 40);
const childIdNo = idOf(addYears(FOURTEEN, -14), 3);
beforeAll(async () => {
  board = await testSubgraph(registry, {
    seed: async (database) => {
      await loadSampleData(database, { invoices: 0 });
      await database.writer.query(
        `insert into taxpayer (id, tin, uscc_check_waived, name, kind, region_code, address, authority_code, status)
         values ($1, $2, false, '张小朋', 'NATURAL_PERSON', '330106', '浙江省杭州市西湖区翠苑一区3幢', '13301060000', 'NORMAL')`,
        [CHILD, childIdNo],
      );
      await database.writer.query(
        "insert into person (id, name, id_type, id_no, phone, real_name_level) values ('pn_child', '张小朋', '201', $1, '', 'L2')",
        [childIdNo],
      );
      await database.writer.query(
        "insert into person_role (id, person_id, taxpayer_id, role, status, valid_from) values ('pr_child', 'pn_child', $1, 'SELF', 'ACTIVE', '2020-01-01')",
        [CHILD],
      );
    },
  });
});
afterAll(() => board.close());

const hall = (n: number, authorityCode: string): Caller => ({
  kind: "OFFICER",
  personId: fixturePersonId(n),
  postId: fixturePostId(n),
  authorityCode,
  scopes: ["public:read", "officer:office", "officer:taxpayer", "officer:hall"],
});
const register = async (as: Caller, more: object = {}) => {
  const { data, errors } = await board.run(
    `mutation ($input: RegisterGuardianInput!) { registerGuardian(input: $input) { guardianship { id validTo } userErrors { code } } }`,
    {
      as,
      at: new Date().toISOString(),
      input: {
        childTaxpayerId: CHILD,
        name: "张伟",
        idNo: "330106199003074517",
        ground: "出生医学证明 S330000001",
        idempotencyKey: randomUUID(),
        ...more,
      },
    },
  );
  if (errors)
    return { codes: errors.flatMap(({ extensions }) => codes((extensions?.problems ?? []) as never)) };
  const { guardianship, userErrors } = data.registerGuardian;
  return { guardianship, codes: codes(userErrors) };
};

it("a guardian is registered at the hall, consents for the child until it turns fourteen, and the child hears of the end", async () => {
  const { environment } = board;
  const { reader, writer } = environment.database;
  expect((await register(hall(28, "13301080000"))).codes).toEqual(["JURISDICTION_DENIED"]);
  expect((await register(hall(22, "13301060000"), { name: "张三" })).codes).toEqual([
    "APPOINTMENT_PERSON_UNKNOWN",
  ]);
  const { guardianship } = await register(hall(22, "13301060000"));
  expect(guardianship.validTo).toBe(turns18On(childIdNo));
  expect((await register(hall(22, "13301060000"))).codes).toEqual(["GUARDIAN_EXISTS"]);
  const acts = await actsFor(reader, fixturePersonId(11));
  expect(acts.find(({ taxpayerId }) => taxpayerId === CHILD)).toMatchObject({
    role: "GUARDIAN",
    turns14On: FOURTEEN,
  });

  const party = {
    taxpayerId: CHILD,
    purpose: "SERVICE_ONLY",
    scopes: ["hall:read"],
    ticked: ["hall:read"],
    months: 12,
    now: new Date(),
    periodFrom: null,
    periodTo: null,
  };
  const given = await inside(environment.database, (client) =>
    grantConsent(
      client,
      agreement({ ...party, role: "GUARDIAN", personId: fixturePersonId(11), turns14On: FOURTEEN }),
    ),
  );
  expect(given.expiresAt.toISOString()).toBe(new Date(`${FOURTEEN}T00:00:00+08:00`).toISOString());
  await expect(
    inside(environment.database, (client) =>
      grantConsent(client, agreement({ ...party, role: "SELF", personId: "pn_child", turns14On: FOURTEEN })),
    ),
  ).rejects.toMatchObject({ codes: ["GUARDIAN_REQUIRED"] });

  expect(await sweepConsents(environment, addDays(FOURTEEN, -1))).toEqual({ revoked: 0, alerted: 0 });
  expect(await sweepConsents(environment, FOURTEEN)).toEqual({ revoked: 1, alerted: 0 });
  expect(await sweepConsents(environment, FOURTEEN)).toEqual({ revoked: 0, alerted: 0 });
  const { rows } = await writer.query("select status, revoke_reason from consent where id = $1", [given.id]);
  expect(rows).toEqual([{ status: "REVOKED", revoke_reason: "GUARDIANSHIP_OVER" }]);
  const notices = await reader.query("select taxpayer_id from notice where kind = $1", [CONSENT_CHILD_14]);
  expect(notices.rows).toEqual([{ taxpayer_id: CHILD }]);
});
