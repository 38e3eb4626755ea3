import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../platform/caller.ts";
import { testSubgraph } from "../platform/testing.ts";
import { fixturePersonId, fixtureTaxpayerId } from "../sample-data/fixture.ts";
import { loadSampleData } from "../sample-data/load.ts";
import { actsFor } from "./facts.ts";
import { EntityRole, RoleStatus } from "./person.ts";
import { isAppointable, mayAppoint, mayBecome, mayEnd, mustConfirm } from "./role.rules.ts";
import { registry } from "./subgraph.ts";

const TODAY = "2026-11-23";
const roles = Object.values(EntityRole);

describe("who may appoint whom", () => {
  const MAY = new Set([
    "LEGAL_REP FIN_OFFICER",
    "LEGAL_REP TAX_HANDLER",
    "LEGAL_REP INVOICER",
    "FIN_OFFICER TAX_HANDLER",
    "FIN_OFFICER INVOICER",
  ]);
  it.each(roles.flatMap((held) => roles.map((role) => [held, role] as const)))(
    "%s appoints %s",
    (held, role) => {
      expect(mayAppoint([held], role)).toBe(MAY.has(`${held} ${role}`));
      expect(mayEnd([held], role, false)).toBe(MAY.has(`${held} ${role}`));
      expect(mayEnd([held], role, true)).toBe(true);
    },
  );

  it("nobody appoints a legal representative, nor anybody to be oneself; a financial officer confirms", () => {
    expect(roles.filter((role) => isAppointable(role))).toEqual(["LEGAL_REP", "SELF", "GUARDIAN"]);
    expect(roles.filter(mustConfirm)).toEqual(["FIN_OFFICER"]);
  });

  it("states go one way", () => {
    const states = Object.values(RoleStatus);
    const ways = states.flatMap((from) =>
      states.filter((to) => mayBecome(from, to)).map((to) => `${from} → ${to}`),
    );
    expect(ways).toEqual(["PENDING_CONFIRM → ACTIVE", "PENDING_CONFIRM → ENDED", "ACTIVE → ENDED"]);
  });
});

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(registry, {
    seed: async (database) => void (await loadSampleData(database, { invoices: 0 })),
  });
});
afterAll(() => board.close());

/** A person in the platform's portal, for a taxpayer. */
const person = (n: number, taxpayer: number, more: Partial<Caller> = {}): Caller => ({
  kind: "APP_FOR_TAXPAYER",
  appId: "app_portal",
  personId: fixturePersonId(n),
  taxpayerId: fixtureTaxpayerId(taxpayer),
  consentId: "cst_own",
  purpose: "OWN_USE",
  scopes: ["public:read", "taxpayer:read", "taxpayer:write"],
  ...more,
});

const APPOINT = `mutation ($input: AppointPersonInput!) { appointPerson(input: $input) { personRole { id role status } userErrors { code } } }`;
const step = (name: "confirmAppointment" | "endAppointment") =>
  `mutation ($input: AppointmentInput!) { ${name}(input: $input) { personRole { id role status validTo } userErrors { code } } }`;
const act = async (document: string, as: Caller, input: object) => {
  const { data, errors } = await board.run(document, {
    as,
    input: { ...input, idempotencyKey: randomUUID() },
  });
  if (errors)
    return {
      codes: errors.flatMap(({ extensions }) =>
        ((extensions?.problems ?? []) as { code: string }[]).map(({ code }) => code),
      ),
    };
  const [payload] = Object.values(data) as [{ personRole: any; userErrors: { code: string }[] }];
  return { role: payload.personRole, codes: payload.userErrors.map(({ code }) => code) };
};
const ZHOU = { name: "周凯", idNo: "330106198403090052" };
const LIN = () => person(1, 1);
const WANG = () => person(2, 1);
const CHEN = () => person(3, 1);
const actsOf = async (n: number) =>
  (await actsFor(board.environment.database.reader, fixturePersonId(n), TODAY)).map(
    ({ taxpayerId, role }) => `${taxpayerId.slice(-2)} ${role}`,
  );

describe("an appointment", () => {
  it("of a tax handler by the legal representative holds at once; ended by the financial officer it is over", async () => {
    const { role, codes } = await act(APPOINT, LIN(), { role: "TAX_HANDLER", ...ZHOU });
    expect({ status: role.status, codes }).toEqual({ status: "ACTIVE", codes: [] });
    expect(await actsOf(5)).toContain("01 TAX_HANDLER");
    expect((await act(APPOINT, LIN(), { role: "TAX_HANDLER", ...ZHOU })).codes).toEqual([
      "APPOINTMENT_EXISTS",
    ]);
    const ended = await act(step("endAppointment"), WANG(), { roleId: role.id });
    expect(ended.role).toMatchObject({ status: "ENDED", validTo: TODAY });
    expect(await actsOf(5)).not.toContain("01 TAX_HANDLER");
    expect((await act(step("endAppointment"), WANG(), { roleId: role.id })).codes).toEqual([
      "APPOINTMENT_STATE",
    ]);
    const { rows } = await board.environment.database.reader.query(
      "select taxpayer_id, kind from notice where about = $1",
      [role.id],
    );
    expect(rows).toEqual([{ taxpayer_id: fixtureTaxpayerId(1), kind: "ROLE_ENDED" }]);
  });

  it("of a financial officer waits for that person, who confirms from wherever the person acts", async () => {
    const { role } = await act(APPOINT, person(5, 2), {
      role: "FIN_OFFICER",
      name: "王慧",
      idNo: "330106198511230024",
    });
    expect(role.status).toBe("PENDING_CONFIRM");
    expect(await actsOf(2)).toEqual(["01 FIN_OFFICER"]);
    expect((await act(step("confirmAppointment"), CHEN(), { roleId: role.id })).codes).toEqual([
      "APPOINTMENT_NOT_FOUND",
    ]);
    expect((await act(step("confirmAppointment"), person(5, 2), { roleId: role.id })).codes).toEqual([
      "APPOINTMENT_NOT_FOUND",
    ]);
    const { myRoles } = await board.data(`{ myRoles { role status taxpayer { name } } }`, { as: WANG() });
    expect(myRoles).toEqual([
      { role: "FIN_OFFICER", status: "ACTIVE", taxpayer: { name: "样例制造（杭州）有限公司" } },
      { role: "FIN_OFFICER", status: "PENDING_CONFIRM", taxpayer: { name: "样例软件（杭州）有限公司" } },
    ]);
    expect((await act(step("confirmAppointment"), WANG(), { roleId: role.id })).role).toMatchObject({
      status: "ACTIVE",
    });
    expect((await act(step("confirmAppointment"), WANG(), { roleId: role.id })).codes).toEqual([
      "APPOINTMENT_STATE",
    ]);
    expect(await actsOf(2)).toEqual(["01 FIN_OFFICER", "02 FIN_OFFICER"]);
    const { rolesIn } = await board.data(`{ rolesIn { role status person { nameMasked } } }`, {
      as: person(5, 2),
    });
    expect(rolesIn).toContainEqual({ role: "FIN_OFFICER", status: "ACTIVE", person: { nameMasked: "王*" } });
    // 王慧 gives the role up again.
    expect((await act(step("endAppointment"), WANG(), { roleId: role.id })).role).toMatchObject({
      status: "ENDED",
    });
  });

  it.each<[string, () => Caller, object, string[]]>([
    ["a tax handler", CHEN, { role: "INVOICER", ...ZHOU }, ["ROLE_DENIED"]],
    ["a financial officer another one", WANG, { role: "FIN_OFFICER", ...ZHOU }, ["ROLE_DENIED"]],
    [
      "an app, in whosever name",
      () => person(1, 1, { purpose: "FILING_AGENT" }),
      { role: "INVOICER", ...ZHOU },
      ["ROLE_DENIED"],
    ],
    ["a person of another company", () => person(5, 1), { role: "INVOICER", ...ZHOU }, ["ROLE_DENIED"]],
    ["anybody a legal representative", LIN, { role: "LEGAL_REP", ...ZHOU }, ["ROLE_NOT_APPOINTABLE"]],
    [
      "a name that is not the number's",
      LIN,
      { role: "INVOICER", ...ZHOU, name: "周楷" },
      ["APPOINTMENT_PERSON_UNKNOWN"],
    ],
  ])("is not for %s", async (_, as, input, codes) => {
    expect((await act(APPOINT, as(), input)).codes).toEqual(codes);
  });

  it("of another company is out of reach, and a legal representative is not dismissed", async () => {
    const roleOf = async (n: number) =>
      (
        await board.environment.database.reader.query<{ id: string }>(
          "select id from person_role where person_id = $1 and status = 'ACTIVE' order by id limit 1",
          [fixturePersonId(n)],
        )
      ).rows[0]!.id;
    expect((await act(step("endAppointment"), person(5, 2), { roleId: await roleOf(4) })).codes).toEqual([
      "APPOINTMENT_NOT_FOUND",
    ]);
    expect((await act(step("endAppointment"), WANG(), { roleId: await roleOf(1) })).codes).toEqual([
      "ROLE_NOT_APPOINTABLE",
    ]);
    expect((await act(step("endAppointment"), LIN(), { roleId: await roleOf(1) })).codes).toEqual([
      "ROLE_NOT_APPOINTABLE",
    ]);
    expect((await act(step("endAppointment"), CHEN(), { roleId: await roleOf(4) })).codes).toEqual([
      "ROLE_DENIED",
    ]);
  });

  it("is seen by no app among a person's roles elsewhere", async () => {
    const { errors } = await board.run(`{ myRoles { role } }`, {
      as: person(1, 1, { purpose: "BOOKKEEPING" }),
    });
    expect(errors?.[0]?.extensions?.code).toBe("ROLE_DENIED");
  });
});
