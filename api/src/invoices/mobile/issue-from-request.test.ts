import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../../platform/caller.ts";
import { issuerFor, NOTEBOOK } from "../issuing/issuing.testing.ts";
import { T1, T2 } from "../testing.ts";
import { BUYER, confirmed, mobileBoard, order } from "./mobile.testing.ts";

let board: Awaited<ReturnType<typeof mobileBoard>>;
const t1 = issuerFor(T1);
/** Another invoicer of the same seller. */
const invoicer = (n: number): Caller => ({ ...t1, personId: `pn_018f0000-0000-7000-8000-0000000009${n}` });
beforeAll(async () => {
  board = await mobileBoard();
  await board.verify(t1);
});
afterAll(() => board.close());

const filled = async (differs: object = {}) => {
  const request = await board.create(t1, order(differs));
  expect((await board.fill(request.token)).codes).toEqual([]);
  return request;
};
const statusOf = async (id: string) =>
  (await board.data(`query ($id: ID!) { invoiceRequest(id: $id) { status failureCodes } }`, { as: t1, id }))
    .invoiceRequest;

describe("issuing from a request", () => {
  it("by twenty at once issues one invoice", async () => {
    const { id } = await filled();
    const before = (await board.standing())!;
    const answers = await Promise.all(Array.from({ length: 20 }, () => board.issue(id, t1)));
    expect(answers.filter(({ codes }) => codes.length === 0)).toHaveLength(1);
    expect(answers.filter(({ codes }) => codes[0] === "QR_USED")).toHaveLength(19);
    const after = (await board.standing())!;
    expect(Number(after.invoices) - Number(before.invoices)).toBe(1);
    expect(Number(after.numbers) - Number(before.numbers)).toBe(1);
    expect(Number(after.used) - Number(before.used)).toBe(100);
  });

  it("while the buyer changes the header names the buyer of a header that was accepted", async () => {
    const { id, token } = await filled();
    const person = { kind: "PERSON", name: "李娜" };
    const [issued, ...fills] = await Promise.all([
      board.issue(id, t1),
      ...Array.from({ length: 8 }, () => board.fill(token, person)),
    ]);
    expect(issued!.codes).toEqual([]);
    for (const { codes } of fills) expect(codes.join()).toMatch(/^(QR_USED)?$/);
    const [row] = await board.sql<{ same: boolean }>(
      "select i.buyer_name = r.header ->> 'name' as same from invoice_request r join invoice i on i.id = r.invoice_id where r.id = $1",
      [id],
    );
    expect(row).toEqual({ same: true });
  });

  it("waits for a header", async () => {
    const { id } = await board.create(t1);
    const before = await board.standing();
    expect((await board.issue(id, t1)).codes).toEqual(["HEADER_INCOMPLETE"]);
    expect((await board.issue("ivq_none", t1)).codes).toEqual(["INVOICE_REQUEST_NOT_FOUND"]);
    expect(await board.standing()).toEqual(before);
  });

  it("is not done once it was cancelled, nor cancelled twice", async () => {
    const { id, token } = await filled();
    const { payload } = await board.write("cancelInvoiceRequest", t1, { requestId: id });
    expect(payload.invoiceRequest).toEqual({ id, status: "CANCELLED", token: null });
    const before = await board.standing();
    expect((await board.issue(id, t1)).codes).toEqual(["INVOICE_REQUEST_STATE"]);
    expect((await board.write("cancelInvoiceRequest", t1, { requestId: id })).codes).toEqual([
      "INVOICE_REQUEST_STATE",
    ]);
    expect((await board.fill(token, BUYER)).codes).toEqual(["QR_EXPIRED"]);
    expect(await board.standing()).toEqual(before);
  });

  it.each<[string, string, string, string]>([
    [
      "QUOTA_EXCEEDED",
      "update credit_line set granted = used + 99.99 where taxpayer_id = $1",
      "update credit_line set granted = 10000000 where taxpayer_id = $1",
      "the line is short by 0.01",
    ],
    [
      "SELLER_NOT_QUALIFIED",
      "update invoice_quota set valid_to = '2026-11-23' where taxpayer_id = $1",
      "update invoice_quota set valid_to = null where taxpayer_id = $1",
      "the kind is no longer approved",
    ],
    [
      "SELLER_RISK_RED",
      "insert into seller_risk values ($1, 'RED', '2026-11-01', '核查')",
      "delete from seller_risk where taxpayer_id = $1",
      "the seller is at high risk",
    ],
    [
      "TAXPAYER_ABNORMAL",
      "update taxpayer set status = 'ABNORMAL' where id = $1",
      "update taxpayer set status = 'NORMAL' where id = $1",
      "the seller is abnormal",
    ],
  ])("is refused with %s for as long as that is so, and done afterwards", async (code, spoil, mend) => {
    const { id } = await filled();
    await board.sql(spoil, [T1]);
    const before = await board.standing();
    expect((await board.issue(id, t1)).codes).toEqual([code]);
    expect(await board.standing()).toEqual(before);
    expect((await statusOf(id)).status).toBe("FILLED");
    await board.sql(mend, [T1]);
    expect((await board.issue(id, t1)).codes).toEqual([]);
  });

  it("fails for good where what was sold can no longer be issued", async () => {
    const { id, token } = await filled();
    const owner = await board.environment.database.owner();
    const endClass = (day: string | null) =>
      owner.query("update tax_class set valid_to = $2 where code = $1", [NOTEBOOK, day]);
    await endClass("2026-11-23");
    const before = (await board.standing())!;
    const { payload, codes } = await board.issue(id, t1);
    await endClass(null);
    await owner.end();
    expect(codes).toEqual([]);
    expect(payload.result).toMatchObject({
      request: { status: "FAILED", failureCodes: ["TAX_CLASS_UNKNOWN"], invoiceId: null },
      invoice: null,
    });
    const after = (await board.standing())!;
    expect([after.invoices, after.lines, after.numbers, after.used, after.events]).toEqual([
      before.invoices,
      before.lines,
      before.numbers,
      before.used,
      before.events,
    ]);
    expect((await board.issue(id, t1)).codes).toEqual(["INVOICE_REQUEST_STATE"]);
    expect((await board.fill(token)).codes).toEqual(["QR_USED"]);
    expect((await board.look(token)).status).toBe("FAILED");
  });
});

describe("the invoicer's verification", () => {
  it("is asked for where there is none, and where it is older than 30 days", async () => {
    const { id } = await filled();
    const before = await board.standing();
    expect((await board.issue(id, invoicer(1))).codes).toEqual(["FACE_REQUIRED"]);
    expect(await board.standing()).toEqual(before);
    const day = (n: number, time = "12:00:00") => `2026-12-${String(n).padStart(2, "0")}T${time}+08:00`;
    await board.verify(invoicer(1), "2026-11-15T12:00:00+08:00");
    expect((await board.issue(id, invoicer(1), day(15, "12:00:01"))).codes).toEqual(["FACE_REQUIRED"]);
    expect((await board.issue(id, invoicer(1), day(15))).codes).toEqual([]);
  });

  it("at yellow risk is needed anew for every invoice", async () => {
    await board.sql("insert into seller_risk values ($1, 'YELLOW', '2026-11-01', '核查')", [T1]);
    const [first, second] = [await filled(), await filled()];
    const device = await board.verify(invoicer(2));
    expect((await board.issue(first.id, invoicer(2))).codes).toEqual([]);
    expect((await board.issue(second.id, invoicer(2))).codes).toEqual(["FACE_REQUIRED"]);
    // The same sign-in is the same verification.
    await board.write("faceVerify", confirmed(invoicer(2)), { deviceId: device });
    expect((await board.issue(second.id, invoicer(2))).codes).toEqual(["FACE_REQUIRED"]);
    const later = "2026-11-23T12:03:00+08:00";
    await board.write("faceVerify", confirmed(invoicer(2), later), { deviceId: device }, later);
    const [one, two] = await Promise.all([
      board.issue(second.id, invoicer(2), later),
      board.issue((await filled()).id, invoicer(2), later),
    ]);
    expect([...one!.codes, ...two!.codes]).toEqual(["FACE_REQUIRED"]);
    await board.sql("delete from seller_risk");
  });

  it("goes with the device, and the device with the person", async () => {
    const mine = invoicer(3);
    const device = await board.verify(mine);
    const { id } = await filled();
    const devices = async (as: Caller) =>
      (await board.data("{ myDevices { id name bound lastFaceAt } }", { as })).myDevices;
    expect(await devices(mine)).toEqual([
      { id: device, name: "手机", bound: true, lastFaceAt: "2026-11-23T12:00:00+08:00" },
    ]);
    expect((await devices(invoicer(4))).length).toBe(0);
    const before = await board.standing();
    for (const mutation of ["unbindDevice", "faceVerify"] as const)
      expect((await board.write(mutation, confirmed(invoicer(4)), { deviceId: device })).codes).toEqual([
        "DEVICE_NOT_FOUND",
      ]);
    expect(await board.standing()).toEqual(before);
    const { payload } = await board.write("unbindDevice", mine, { deviceId: device });
    expect(payload.device).toEqual({ id: device, bound: false, lastFaceAt: null });
    expect((await board.issue(id, mine)).codes).toEqual(["FACE_REQUIRED"]);
    expect(await board.sql("select push_token from device where id = $1", [device])).toEqual([
      { push_token: null },
    ]);
  });

  it("demands a passkey of the last five minutes", async () => {
    const input = { name: "手机", pushToken: "push" };
    for (const as of [
      t1,
      { ...confirmed(t1), acr: "L2" } as Caller,
      confirmed(t1, "2026-11-23T11:54:00+08:00"),
    ])
      expect((await board.write("bindDevice", as, input)).codes).toEqual(["STEP_UP_REQUIRED"]);
    expect((await board.write("faceVerify", t1, { deviceId: "dev_x" })).codes).toEqual(["STEP_UP_REQUIRED"]);
  });

  it("is on ten devices at most, each bound once", async () => {
    const as = confirmed(invoicer(5));
    const bind = (n: number, name = `手机 ${n}`) =>
      board.write("bindDevice", as, { name, pushToken: `push ${n}` });
    const ids = new Set<string>();
    for (let n = 0; n < 10; n += 1) ids.add((await bind(n)).payload.device.id);
    expect(ids.size).toBe(10);
    expect((await bind(3, "平板")).payload.device).toMatchObject({ name: "平板" });
    expect((await bind(11)).codes).toEqual(["DEVICE_LIMIT"]);
    expect((await bind(12, " ")).codes).toEqual(["INVOICE_TEXT_LENGTH"]);
    expect(
      (await board.write("bindDevice", { ...as, taxpayerId: T2 }, { name: "x", pushToken: "push 3" })).codes,
    ).toEqual([]);
  });
});
