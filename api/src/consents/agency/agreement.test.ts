import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixturePersonId, fixtureTaxpayerId } from "../../sample-data/fixture.ts";
import { AGENCY_TAXPAYER, FIXTURE_AGREEMENT } from "../../sample-data/offices.ts";
import { clientsOfAgent } from "./facts.ts";
import { act, agencyBoard, type Board, inPortal, SECOND_AGENCY, SECOND_TIN } from "./testing.ts";

let board: Board;
beforeAll(async () => {
  board = await agencyBoard();
});
afterAll(() => board.close());

const AGENCY = () => inPortal(41, AGENCY_TAXPAYER);
const T1 = fixtureTaxpayerId(1);
const CLIENT = () => inPortal(1, T1);
const terms = (minorService: string, more: object = {}) => ({
  side: "AGENCY",
  otherTin: "91330106MA2DEM017U",
  service: "FILING",
  minorService,
  periodFrom: "2026-11-23",
  periodTo: "2027-11-22",
  agentIds: [fixturePersonId(42)],
  ...more,
});
const clientsOf = async (n: number) =>
  (await clientsOfAgent(board.environment.database.reader, fixturePersonId(n), "2026-11-23")).map(
    ({ taxpayerId }) => taxpayerId,
  );
const noticesOf = async (as: ReturnType<typeof inPortal>) =>
  (await board.data(`{ myNotices(first: 50) { nodes { kind about } } }`, { as })).myNotices.nodes as {
    kind: string;
    about: string;
  }[];

describe("an agency agreement", () => {
  it("is started by the agency, told to the client, confirmed by its legal representative, and gives the agent a client", async () => {
    const { noun, codes } = await act(
      board,
      AGENCY(),
      "startAgency",
      terms("企业所得税申报"),
      "id status startedBy client { id } agency { id }",
    );
    expect(codes).toEqual([]);
    expect(noun).toMatchObject({
      status: "PENDING_CONFIRM",
      startedBy: "AGENCY",
      client: { id: T1 },
      agency: { id: AGENCY_TAXPAYER },
    });
    expect(await noticesOf(CLIENT())).toContainEqual({ kind: "AGENCY_STARTED", about: noun.id });
    expect(await clientsOf(42)).not.toContain(T1);
    expect((await act(board, AGENCY(), "confirmAgency", { agreementId: noun.id })).codes).toEqual([
      "AGENCY_STATE",
    ]);
    expect((await act(board, inPortal(3, T1), "confirmAgency", { agreementId: noun.id })).codes).toEqual([
      "ROLE_DENIED",
    ]);
    expect((await act(board, inPortal(2, T1), "confirmAgency", { agreementId: noun.id })).noun).toMatchObject(
      { status: "ACTIVE" },
    );
    expect(await noticesOf(AGENCY())).toContainEqual({ kind: "AGENCY_CONFIRMED", about: noun.id });
    expect(await clientsOf(42)).toContain(T1);
    expect(await clientsOf(43)).not.toContain(T1);
    expect((await act(board, AGENCY(), "startAgency", terms("企业所得税申报"))).codes).toEqual([
      "AGENCY_EXISTS",
    ]);

    expect((await act(board, CLIENT(), "endAgency", { agreementId: noun.id })).noun).toMatchObject({
      status: "ENDED",
    });
    expect(await clientsOf(42)).not.toContain(T1);
    expect((await act(board, AGENCY(), "endAgency", { agreementId: noun.id })).codes).toEqual([
      "AGENCY_STATE",
    ]);
  });

  it("is started by the client, whose agency names the agents when it confirms", async () => {
    const asked = terms("用途确认", {
      side: "CLIENT",
      service: "INVOICING",
      otherTin: SECOND_TIN,
      agentIds: null,
    });
    const { noun } = await act(board, CLIENT(), "startAgency", asked);
    const second = inPortal(43, SECOND_AGENCY);
    expect((await act(board, second, "confirmAgency", { agreementId: noun.id })).codes).toEqual([
      "AGENT_REQUIRED",
    ]);
    expect(
      (await act(board, second, "confirmAgency", { agreementId: noun.id, agentIds: [fixturePersonId(42)] }))
        .codes,
    ).toEqual(["AGENT_NOT_OF_AGENCY"]);
    const { noun: confirmed } = await act(
      board,
      second,
      "confirmAgency",
      { agreementId: noun.id, agentIds: [fixturePersonId(43)] },
      "status agentIds",
    );
    expect(confirmed).toEqual({ status: "ACTIVE", agentIds: [fixturePersonId(43)] });
  });

  it("is withdrawn by the side that started it, or declined by the other, while it waits", async () => {
    const { noun: one } = await act(board, AGENCY(), "startAgency", terms("社会保险费申报"));
    expect((await act(board, CLIENT(), "withdrawAgency", { agreementId: one.id })).codes).toEqual([
      "AGENCY_STATE",
    ]);
    expect((await act(board, AGENCY(), "withdrawAgency", { agreementId: one.id })).noun.status).toBe(
      "WITHDRAWN",
    );
    const { noun: two } = await act(board, AGENCY(), "startAgency", terms("社会保险费申报"));
    expect((await act(board, AGENCY(), "refuseAgency", { agreementId: two.id })).codes).toEqual([
      "AGENCY_STATE",
    ]);
    expect((await act(board, CLIENT(), "refuseAgency", { agreementId: two.id })).noun.status).toBe("REFUSED");
  });

  it.each<[string, object, string[]]>([
    ["nobody known", { otherTin: "91350100M000100Y43" }, ["AGENCY_OTHER_UNKNOWN"]],
    ["a service of another category", { minorService: "政策咨询" }, ["AGENCY_SERVICE_UNKNOWN"]],
    ["a period in the past", { periodFrom: "2026-11-22" }, ["AGENCY_PERIOD"]],
    ["agents who are none of its people", { agentIds: [fixturePersonId(3)] }, ["AGENT_NOT_OF_AGENCY"]],
    ["no agent", { agentIds: [] }, ["AGENT_REQUIRED"]],
    ["an agency that is none", { side: "CLIENT" }, ["AGENCY_NOT_REGISTERED"]],
  ])("is refused with %s", async (_, more, codes) => {
    expect((await act(board, AGENCY(), "startAgency", terms("财产和行为税申报", more))).codes).toEqual(codes);
  });

  it("is seen by its two sides and nobody else", async () => {
    const LIST = `{ myAgencies(first: 50) { nodes { id } } }`;
    const seen = async (as: ReturnType<typeof inPortal>) =>
      (await board.data(LIST, { as })).myAgencies.nodes.map(({ id }: { id: string }) => id);
    expect(await seen(AGENCY())).toContain(FIXTURE_AGREEMENT);
    expect(await seen(inPortal(6, fixtureTaxpayerId(3)))).toEqual([FIXTURE_AGREEMENT]);
    expect(await seen(inPortal(5, fixtureTaxpayerId(2)))).toEqual([]);
    expect(
      (await act(board, inPortal(5, fixtureTaxpayerId(2)), "endAgency", { agreementId: FIXTURE_AGREEMENT }))
        .codes,
    ).toEqual(["AGENCY_NOT_FOUND"]);
  });

  it("is one thing, batch filing another: that goes by the agency's credit", async () => {
    const standing = async (as: ReturnType<typeof inPortal>) =>
      (await board.data(`{ myAgency { band points batchFilingProblem } }`, { as })).myAgency;
    expect(await standing(AGENCY())).toEqual({ band: "TSC5", points: 412, batchFilingProblem: null });
    expect(await standing(inPortal(43, SECOND_AGENCY))).toMatchObject({
      batchFilingProblem: "AGENT_CREDIT_TOO_LOW",
    });
    expect(await standing(CLIENT())).toBeNull();
  });

  it("ends with the agent's role in the agency: who has left acts for nobody", async () => {
    const T3 = fixtureTaxpayerId(3);
    expect(await clientsOf(42)).toContain(T3);
    const { writer } = board.environment.database;
    await writer.query("update person_role set status = 'ENDED' where person_id = $1", [fixturePersonId(42)]);
    expect(await clientsOf(42)).toEqual([]);
    await writer.query("update person_role set status = 'ACTIVE' where person_id = $1", [
      fixturePersonId(42),
    ]);
    expect(await clientsOf(42)).toContain(T3);
  });
});
