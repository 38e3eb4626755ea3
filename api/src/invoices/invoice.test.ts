import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InvoiceKind } from "../identifiers/invoice-kind.ts";
import { Context } from "../platform/context.ts";
import { testSubgraph } from "../platform/testing.ts";
import { Invoice } from "./invoice.ts";
import { InvoiceLine } from "./invoice-line.ts";
import { InvoiceSign, InvoiceStatus, RedStatus } from "./invoice-states.ts";
import { invoices } from "./subgraph.ts";
import { aLine, anInvoice, readerFor, statementsDuring, store, T1, T2, T3 } from "./testing.ts";

const digital = anInvoice({ issuedAt: new Date("2026-11-20T10:00:00+08:00") });
const roll = anInvoice({
  kind: InvoiceKind.VAT_PLAIN_ROLL,
  code: "033002600106",
  number: "12345678",
  checkCode: "12345678901234567890",
  issuedAt: new Date("2026-06-01T10:00:00+08:00"),
  buyerId: null,
  buyerName: "张伟",
  buyerTin: "330106199003074517",
  buyerIsPerson: true,
  buyerAddress: "浙江省杭州市西湖区文三路9号",
  buyerPhone: "13812345678",
  buyerBankAccount: "6222021234567890123",
});
const red = anInvoice({
  issuedAt: new Date("2026-11-21T10:00:00+08:00"),
  amount: -100_00n,
  taxAmount: -13_00n,
  total: -113_00n,
  sign: InvoiceSign.RED,
  blueInvoiceId: digital.id,
});
const foreign = anInvoice({ sellerId: T3, buyerId: T2, issuedAt: new Date("2026-11-19T10:00:00+08:00") });
const old = anInvoice({ issuedAt: new Date("2024-12-31T23:59:59+08:00"), number: "24332000000000000001" });

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(invoices, {
    seed: async (database) => {
      await store(database, Invoice, [
        { ...digital, status: InvoiceStatus.FULLY_RED, redStatus: RedStatus.FULL, redAmount: 100_00n },
        roll,
        red,
        foreign,
        old,
      ]);
      await store(
        database,
        InvoiceLine,
        [1, 2, 3, 4, 5].map((no) => aLine(digital.id, no)),
      );
      await store(database, InvoiceLine, [aLine(roll.id, 1), aLine(foreign.id, 1)]);
    },
  });
});
afterAll(() => board.close());

const t1 = readerFor(T1);
const ONE = `query ($id: ID!) { invoice(id: $id) {
  id kind code number checkCode issuedAt issuedOn amount taxAmount total totalInWords sign status redStatus redAmount usage bookkept issuer
  seller { name tin address phone bank bankAccount taxpayer { id } }
  buyer { name tin isPerson address phone bankAccount taxpayer { id } }
} }`;
const LIST = `query ($direction: InvoiceDirection!, $filter: InvoiceFilter, $first: Int, $after: String) {
  invoices(direction: $direction, filter: $filter, first: $first, after: $after) {
    nodes { id number } edges { cursor } pageInfo { hasNextPage endCursor } totalCount totalCountIsExact
  }
}`;
type Listed = { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
const ids = (page: Pick<Listed, "nodes">) => page.nodes.map(({ id }) => id);

describe("an invoice", () => {
  it("is read by its seller, with the parties as they were", async () => {
    const { invoice } = await board.data(ONE, { as: t1, id: digital.id });
    expect(invoice).toMatchObject({
      kind: "DIGITAL_PLAIN",
      code: null,
      number: digital.number,
      issuedAt: "2026-11-20T10:00:00+08:00",
      issuedOn: "2026-11-20",
      amount: "100.00",
      taxAmount: "13.00",
      total: "113.00",
      totalInWords: "壹佰壹拾叁元整",
      status: "FULLY_RED",
      redStatus: "FULL",
      redAmount: "100.00",
      bookkept: false,
      seller: {
        name: "样例制造（杭州）有限公司",
        tin: "91330106MA2DEM017U",
        address: "浙江省杭州市西湖区文三路9号",
        taxpayer: { id: T1 },
      },
      buyer: { name: "样例软件（杭州）有限公司", taxpayer: { id: T2 } },
    });
  });

  it("masks phones and accounts, and what a natural person may keep", async () => {
    const { invoice } = await board.data(ONE, { as: t1, id: roll.id });
    expect(invoice.seller).toMatchObject({ phone: "057******1234", bankAccount: "***************0123" });
    expect(invoice.buyer).toEqual({
      name: "张伟",
      tin: "330***********4517",
      isPerson: true,
      address: "浙江省杭州市西湖区***",
      phone: "138****5678",
      bankAccount: "***************0123",
      taxpayer: null,
    });
  });

  it("of another taxpayer is null, like one that does not exist", async () => {
    expect((await board.data(ONE, { as: t1, id: foreign.id })).invoice).toBeNull();
    expect((await board.data(ONE, { as: t1, id: "inv_nothing" })).invoice).toBeNull();
    expect((await board.data(ONE, { as: readerFor(T2), id: foreign.id })).invoice).not.toBeNull();
  });

  it("needs a consent and its scope", async () => {
    const { errors: [denied] = [] } = await board.run(ONE, {
      as: { ...t1, scopes: ["invoice:verify"] },
      id: digital.id,
    });
    expect(denied?.extensions.code).toBe("FORBIDDEN_SCOPE");
    const { taxpayerId: _, ...alone } = t1;
    const { errors: [refused] = [] } = await board.run(ONE, {
      as: { ...alone, kind: "APP" },
      id: digital.id,
    });
    expect(refused?.extensions.code).toBe("CONSENT_REQUIRED");
  });

  it("of red names the blue one it reverses", async () => {
    const { invoice } = await board.data(
      `query ($id: ID!) { invoice(id: $id) { sign total totalInWords blueInvoice { id } } }`,
      { as: t1, id: red.id },
    );
    expect(invoice).toEqual({
      sign: "RED",
      total: "-113.00",
      totalInWords: "（负数）壹佰壹拾叁元整",
      blueInvoice: { id: digital.id },
    });
  });

  it("answers as an entity to its owners only, within their periods", async () => {
    const ENTITIES = `query ($reps: [_Any!]!) { _entities(representations: $reps) { ... on Invoice { id number } } }`;
    const reps = [digital, foreign, old].map(({ id }) => ({ __typename: "Invoice", id }));
    expect((await board.data(ENTITIES, { as: t1, reps }))._entities).toEqual([
      { id: digital.id, number: digital.number },
      null,
      null,
    ]);
    const { taxpayerId: _, ...nobody } = t1;
    expect((await board.data(ENTITIES, { as: nobody, reps }))._entities).toEqual([null, null, null]);
    const all = readerFor(T1, { periodFrom: "2020-01-01" });
    expect((await board.data(ENTITIES, { as: all, reps }))._entities[2]).toEqual({
      id: old.id,
      number: old.number,
    });
  });

  it("is found by the ORM under the same rule", async () => {
    const of = async (caller: typeof t1) => {
      const { em } = new Context(board.environment, caller, "r");
      return (await em.find(Invoice, { id: [digital.id, foreign.id, old.id] })).map(({ id }) => id);
    };
    expect(await of(t1)).toEqual([digital.id]);
    expect(await of(readerFor(T3))).toEqual([foreign.id]);
  });
});

describe("a list of invoices", () => {
  it("holds the sales or the purchases of the taxpayer, the newest first", async () => {
    const sales = await board.data(LIST, { as: t1, direction: "SALES" });
    expect(ids(sales.invoices)).toEqual([red.id, digital.id, roll.id]);
    expect(sales.invoices).toMatchObject({ totalCount: 3, totalCountIsExact: true });
    const purchases = await board.data(LIST, { as: readerFor(T2), direction: "PURCHASES" });
    expect(ids(purchases.invoices)).toEqual([red.id, digital.id, foreign.id]);
    expect(ids((await board.data(LIST, { as: t1, direction: "PURCHASES" })).invoices)).toEqual([]);
  });

  it("goes page by page without loss", async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Listed = (await board.data(LIST, { as: t1, direction: "SALES", first: 1, after })).invoices;
      seen.push(...ids(page));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after);
    expect(seen).toEqual([red.id, digital.id, roll.id]);
  });

  it.each([
    [{ kind: "VAT_PLAIN_ROLL" }, [roll.id]],
    [{ status: "FULLY_RED" }, [digital.id]],
    [{ sign: "RED" }, [red.id]],
    [{ number: roll.number }, [roll.id]],
    [{ code: roll.code, number: roll.number }, [roll.id]],
    [{ from: "2026-11-20", to: "2026-11-20" }, [digital.id]],
    [{ from: "2026-11-21" }, [red.id]],
    [{ to: "2026-06-01" }, [roll.id]],
    [{ to: "2026-05-31" }, []],
    [{ number: foreign.number }, []],
  ])("obeys the filter %j", async (filter, expected) =>
    expect(ids((await board.data(LIST, { as: t1, direction: "SALES", filter })).invoices)).toEqual(expected),
  );

  it("shows nothing outside the consent's periods", async () => {
    const narrow = readerFor(T1, { periodFrom: "2026-06-01", periodTo: "2026-11-20" });
    expect(ids((await board.data(LIST, { as: narrow, direction: "SALES" })).invoices)).toEqual([
      digital.id,
      roll.id,
    ]);
    const wide = readerFor(T1, { periodFrom: "2024-12-31", periodTo: "2024-12-31" });
    expect(ids((await board.data(LIST, { as: wide, direction: "SALES" })).invoices)).toEqual([old.id]);
  });

  it.each([
    [{ from: "2024-12-31" }, "CONSENT_PERIOD_EXCEEDED", ["filter", "from"]],
    [{ to: "2027-01-01" }, "CONSENT_PERIOD_EXCEEDED", ["filter", "to"]],
    [{ from: "2026-11-20", to: "2026-11-19" }, "PERIOD_INVALID", ["filter", "from"]],
  ])("refuses the range %j with %s", async (filter, code, path) => {
    const { errors: [error] = [] } = await board.run(LIST, { as: t1, direction: "SALES", filter });
    expect(error?.extensions).toMatchObject({ code, problems: [{ code, path }] });
  });

  it.each([[{ from: "2025-01-01", to: "2026-12-31" }, [red.id, digital.id, roll.id]]])(
    "accepts the range %j, the borders of the consent",
    async (filter, expected) =>
      expect(ids((await board.data(LIST, { as: t1, direction: "SALES", filter })).invoices)).toEqual(
        expected,
      ),
  );

  it.each([[0], [101]])("refuses a page of %i", async (first) => {
    const { errors: [error] = [] } = await board.run(LIST, { as: t1, direction: "SALES", first });
    expect(error?.extensions.code).toBe("PAGE_TOO_LARGE");
  });
});

describe("the lines of an invoice", () => {
  const LINES = `query ($id: ID!, $first: Int, $after: String) { invoice(id: $id) { lines(first: $first, after: $after) {
    nodes { no name quantity unitPrice amount taxRate taxAmount preferential } edges { cursor } pageInfo { hasNextPage endCursor } totalCount
  } } }`;

  it("come by number, page by page", async () => {
    const first = (await board.data(LINES, { as: t1, id: digital.id, first: 3 })).invoice.lines;
    expect(first.nodes.map(({ no }: { no: number }) => no)).toEqual([1, 2, 3]);
    expect(first.nodes[0]).toEqual({
      no: 1,
      name: "*软件*记账软件第1版",
      quantity: "3",
      unitPrice: "33.3333333333333",
      amount: "100.00",
      taxRate: "0.13",
      taxAmount: "13.00",
      preferential: "NONE",
    });
    expect(first).toMatchObject({ pageInfo: { hasNextPage: true }, totalCount: 5 });
    const second = (
      await board.data(LINES, { as: t1, id: digital.id, first: 3, after: first.pageInfo.endCursor })
    ).invoice.lines;
    expect(second.nodes.map(({ no }: { no: number }) => no)).toEqual([4, 5]);
    expect(second.pageInfo.hasNextPage).toBe(false);
  });

  it("of many invoices take one statement", async () => {
    const asked = await statementsDuring(board.environment.database, async () => {
      const { invoices: page } = await board.data(
        `{ invoices(direction: SALES) { nodes { id lines { nodes { no } } } } }`,
        {
          as: t1,
        },
      );
      expect(page.nodes.map((node: { lines: { nodes: unknown[] } }) => node.lines.nodes.length)).toEqual([
        0, 5, 1,
      ]);
    });
    expect(asked).toHaveLength(2);
  });

  it.each([["nonsense"], [Buffer.from('["x"]').toString("base64url")], ["WyIxIl0="]])(
    "refuse the cursor %s",
    async (after) => {
      const { errors: [error] = [] } = await board.run(LINES, { as: t1, id: digital.id, after });
      expect(error?.extensions.code).toBe("CURSOR_INVALID");
    },
  );

  it("are no entity that could be asked for without their invoice", async () => {
    const { errors } = await board.run(
      `{ _entities(representations: [{ __typename: "InvoiceLine", no: 1 }]) { ... on InvoiceLine { no } } }`,
      { as: t1 },
    );
    expect(errors?.length).toBeGreaterThan(0);
    expect(board.sdl).not.toMatch(/type InvoiceLine @key/);
  });
});
