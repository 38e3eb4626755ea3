import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { record } from "../platform/audit.ts";
import { testSubgraph } from "../platform/testing.ts";
import { approveConsent, expireConsents, grantConsent, revokeConsent, suspendConsents } from "./commands.ts";
import { agreement, asks, atPortal, BOOKS, inside, NOW, seat, T1, T2 } from "./consents.testing.ts";
import { consents } from "./subgraph.ts";

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(consents);
  await seat(board.environment.database, [
    { person: "pn_1", taxpayer: T1, role: "LEGAL_REP" },
    { person: "pn_5", taxpayer: T2, role: "LEGAL_REP" },
    { person: "pn_6", taxpayer: T2, role: "TAX_HANDLER" },
  ]);
  for (const [id, vendor] of [
    [BOOKS, T2],
    ["app_foreign", T1],
  ])
    await board.environment.database.writer.query(
      "insert into oauth_client (id, metadata, name_en, vendor, vendor_en, vendor_taxpayer_id) values ($1, $2, 'Books', '', '', $3)",
      [id, JSON.stringify({ client_name: "账易记账" }), vendor],
    );
});
afterAll(() => board.close());

const give = (more: Parameters<typeof agreement>[0] = {}) =>
  inside(board.environment.database, (client) => grantConsent(client, agreement(more)));

describe("the use of consents", () => {
  it("is told of a whole page by one statement", async () => {
    const { environment } = board;
    const { reader, writer } = environment.database;
    const used = await give({ appId: "app_used" });
    const idle = await give({ appId: "app_idle" });
    for (const kind of ["READ", "READ", "WRITE"] as const)
      await record(writer, {
        environment: environment.name,
        kind,
        event: "READ",
        outcome: "DONE",
        callerKind: "APP_FOR_TAXPAYER",
        appId: "app_used",
        consentId: used.id,
        taxpayerId: T1,
        requestId: "req_1",
      });
    const as = await atPortal(board, "LEGAL_REP", "pn_1");
    const names: string[] = [];
    const query = reader.query;
    reader.query = ((...args: [{ name?: string }]) => {
      names.push(args[0].name ?? "");
      return Reflect.apply(query, reader, args);
    }) as typeof query;
    const { myConsents } = await board.data("{ myConsents { nodes { id lastUsedAt readsIn30Days } } }", {
      as,
    });
    reader.query = query;
    expect(names.filter((name) => name === "consent:uses")).toHaveLength(1);
    const cards = new Map(myConsents.nodes.map((node: { id: string }) => [node.id, node]));
    expect(cards.get(used.id)).toMatchObject({ readsIn30Days: 2, lastUsedAt: expect.any(String) });
    expect(cards.get(idle.id)).toMatchObject({ readsIn30Days: 0, lastUsedAt: null });
  });
});

describe("a vendor's person in the portal", () => {
  const ATTEST = `mutation ($input: AttestDeletionInput!) {
    attestDeletion(input: $input) { consentId userErrors { code } } }`;
  const attest = async (as: Awaited<ReturnType<typeof atPortal>>, id: string) => {
    const { data, errors } = await board.run(ATTEST, {
      as,
      input: { id, deletedItems: 3, idempotencyKey: randomUUID() },
    });
    const { consentId, userErrors } = data?.attestDeletion ?? { userErrors: [] };
    return errors ? errors.map(({ extensions }) => extensions.code) : (consentId ?? userErrors[0].code);
  };

  it("finds the vendor's apps, and no others", async () => {
    const as = await atPortal(board, "LEGAL_REP", "pn_5", { taxpayerId: T2 });
    expect((await board.data("{ myApps { id name nameEn } }", { as })).myApps).toEqual([
      { id: BOOKS, name: "账易记账", nameEn: "Books" },
    ]);
  });

  it("attests deletion for the vendor's apps, in a role that decides", async () => {
    const { database } = board.environment;
    const books = await give();
    const foreign = await give({ appId: "app_foreign" });
    const vendor = await atPortal(board, "LEGAL_REP", "pn_5", { taxpayerId: T2 });
    expect(await attest(vendor, books.id)).toBe("CONSENT_NOT_ENDED");
    for (const { id } of [books, foreign])
      await inside(database, (client) => revokeConsent(client, id, { by: "pn_1" }));
    const handler = await atPortal(board, "TAX_HANDLER", "pn_6", { taxpayerId: T2 });
    expect(await attest(handler, books.id)).toEqual(["ROLE_DENIED"]);
    expect(await attest(await atPortal(board, "LEGAL_REP", "pn_1"), books.id)).toBe("CONSENT_NOT_FOUND");
    expect(await attest(vendor, foreign.id)).toBe("CONSENT_NOT_FOUND");
    expect(await attest(vendor, books.id)).toBe(books.id);
    expect(await attest(vendor, books.id)).toBe("CONSENT_STATE");
  });
});

describe("every change of a consent", () => {
  it("leaves one event with it, in order", async () => {
    const { database } = board.environment;
    const appId = "app_events";
    const { id: asked } = await asks(board, { appId });
    const approver = { personId: "pn_1", role: "LEGAL_REP", acr: "L3", separate: [], now: NOW } as const;
    await inside(database, (client) => approveConsent(client, asked, approver));
    await inside(database, (client) => suspendConsents(client, { appId, reason: "INCIDENT", by: "x" }));
    await inside(database, (client) => expireConsents(client, new Date("2036-01-01")));
    const { rows } = await database.writer.query(
      "select type, app_id, data from outbox_event where subject = $1 order by seq",
      [asked],
    );
    expect(rows.map(({ type }) => type)).toEqual([
      "consent.approval_pending",
      "consent.granted",
      "consent.suspended",
      "consent.expired",
    ]);
    expect(rows[1]).toMatchObject({ app_id: appId, data: { status: "ACTIVE" } });
  });

  it("leaves none when it is taken back, and none of a person's own use", async () => {
    const { database } = board.environment;
    const count = async () =>
      (await database.writer.query("select count(*)::int as n from outbox_event")).rows[0].n as number;
    const before = await count();
    await atPortal(board, "LEGAL_REP", "pn_1");
    await expect(
      inside(database, async (client) => {
        await grantConsent(client, agreement({ appId: "app_rolled_back" }));
        throw new Error("taken back");
      }),
    ).rejects.toThrow("taken back");
    expect(await count()).toBe(before);
  });
});

it("granting and approving for the same parties never wait for each other", async () => {
  const { database } = board.environment;
  const approver = { personId: "pn_1", role: "LEGAL_REP", acr: "L3", separate: [], now: NOW } as const;
  const answers = new Map<string, number>();
  for (let round = 0; round < 50; round += 1) {
    const appId = `app_race_${round % 2}`;
    const { id } = await asks(board, { appId });
    const outcomes = await Promise.all([
      codesOrState(inside(database, (client) => approveConsent(client, id, approver))),
      codesOrState(
        inside(database, (client) =>
          grantConsent(client, agreement({ appId, personId: "pn_3", role: "LEGAL_REP" })),
        ),
      ),
    ]);
    for (const outcome of outcomes) answers.set(outcome, (answers.get(outcome) ?? 0) + 1);
  }
  expect([...answers.keys()].filter((answer) => answer !== "" && answer !== "CONSENT_STATE")).toEqual([]);
  expect(answers.get("")).toBeGreaterThanOrEqual(50);
});

/** Empty when it was done, the refusal's code, else the state the database gives: 40P01 for a deadlock. */
const codesOrState = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "",
    (error: { codes?: string[]; code?: string }) => error.codes?.join(" ") ?? error.code ?? String(error),
  );
