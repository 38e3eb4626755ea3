import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { readKeys } from "../../platform/keys.ts";
import { rotateKey } from "../../platform/keys-life.ts";
import { InvoiceLine } from "../invoice-line.ts";
import { type AnInvoice, aLine, anInvoice, BANK, bank, readerFor, store, T1, T2, T3 } from "../testing.ts";
import { solved } from "../verification/captcha.testing.ts";
import { verificationBoard } from "../verification/verification.testing.ts";
import { statusChanged } from "../verification/verifiers.ts";
import { bearerOf, fileLink } from "./file-link.ts";
import { invoiceFile } from "./invoice-file.service.ts";

const FILES = "query ($id: ID!) { invoice(id: $id) { files { xml pdf } } }";
const BY_FILE = `query ($input: VerifyByFileInput!) { verifyByFile(input: $input) {
  outcome status timesToday resultSign face { number total buyer { name } } } }`;
const NOBODY = readerFor(T3);

let v: Awaited<ReturnType<typeof verificationBoard>>;
beforeAll(async () => {
  v = await verificationBoard();
});
afterAll(() => v.board.close());

const original = async (invoice: AnInvoice) =>
  (await invoiceFile(v.board.context({ as: readerFor(T1) }), invoice.id, "xml"))?.bytes.toString() ?? "";
async function stored(differs: Partial<AnInvoice> = {}): Promise<AnInvoice> {
  const invoice = await v.stored(differs);
  await store(v.board.environment.database, InvoiceLine, [aLine(invoice.id, 1), aLine(invoice.id, 2)]);
  return invoice;
}
const byFile = async (xml: string, asked: object = {}) =>
  (await v.board.data(BY_FILE, { as: bank, ...asked, input: { xml } })).verifyByFile;
const refusedFile = async (xml: string, asked: object = {}) =>
  (await v.board.run(BY_FILE, { as: bank, ...asked, input: { xml } })).errors?.[0]?.extensions?.code;
const setStatus = (id: string, status: string) =>
  v.board.environment.database.writer.query("update invoice set status = $2 where id = $1", [id, status]);

describe("the original of an invoice", () => {
  it("is made once, however many ask for it first, and never changes", async () => {
    const invoice = await stored();
    const all = await Promise.all(Array.from({ length: 12 }, () => original(invoice)));
    expect(new Set(all).size).toBe(1);
    const { writer } = v.board.environment.database;
    await setStatus(invoice.id, "FULLY_RED");
    await rotateKey(writer, "invoices", { delaySeconds: 0 });
    v.board.environment.keys.replace(await readKeys(writer));
    expect(await original(invoice)).toBe(all[0]);
    await expect(
      writer.query("update invoice_original set digest = '' where invoice_id = $1", [invoice.id]),
    ).rejects.toThrow("permission denied");
    expect(await byFile(all[0]!)).toMatchObject({ outcome: "MATCH", status: "FULLY_RED" });
  });

  it("is the caller's alone, and only digital invoices have one", async () => {
    const invoice = await stored();
    for (const as of [NOBODY, readerFor(T1, { periodTo: "2026-10-31" })])
      expect(await invoiceFile(v.board.context({ as }), invoice.id, "xml")).toBeUndefined();
    for (const as of [readerFor(T1), readerFor(T2)])
      expect(await invoiceFile(v.board.context({ as }), invoice.id, "pdf")).toMatchObject({
        type: "application/pdf",
        name: `${invoice.number}.pdf`,
      });
    const paper = await stored({ kind: InvoiceKind.DIGITAL_PAPER_PLAIN });
    expect(await original(paper)).toBe("");
    expect(await v.board.data(FILES, { as: readerFor(T1), id: paper.id })).toEqual({
      invoice: { files: null },
    });
  });
});

describe("the links to files", () => {
  it("are good for one file, for five minutes, in one environment", async () => {
    const invoice = await stored();
    const { environment } = v.board;
    const { invoice: found } = await v.board.data(FILES, { as: readerFor(T1), id: invoice.id });
    const at = new URL(found.files.pdf);
    expect(at.href).toMatch(`http://127.0.0.1/sandbox/files/invoices/${invoice.id}.pdf?link=`);
    const link = at.searchParams.get("link")!;
    const file = `${invoice.id}.pdf`;
    expect(await bearerOf(environment, file, link)).toEqual(readerFor(T1));
    const later = (iso: string) => ({ ...environment, clock: { now: () => new Date(iso) } });
    const code = async (...[where, name, text]: Parameters<typeof bearerOf>) =>
      ((await bearerOf(where, name, text)) as { code?: string }).code;
    expect(await code(later("2026-11-23T12:04:59+08:00"), file, link)).toBeUndefined();
    expect(await code(later("2026-11-23T12:05:00+08:00"), file, link)).toBe("FILE_LINK_EXPIRED");
    expect(await code(environment, `${invoice.id}.xml`, link)).toBe("FILE_LINK_INVALID");
    expect(await code({ ...environment, name: "production" }, file, link)).toBe("FILE_LINK_INVALID");
    expect(await code(environment, file, `${link.slice(0, -4)}AAAA`)).toBe("FILE_LINK_INVALID");
    expect(await code(environment, file, "")).toBe("FILE_LINK_INVALID");
    const other = await environment.keys.sign("internal", "open-tax-internal+jwt", {
      file,
      environment: "sandbox",
      exp: 9e9,
      caller: bank,
    });
    expect(await code(environment, file, other)).toBe("FILE_LINK_INVALID");
  });

  it("carry neither the consented fields nor the address of who asked", async () => {
    const as = { ...readerFor(T1), fields: ["Invoice.files"], ip: "192.0.2.7" };
    const link = new URL(await fileLink(v.board.context({ as }), "inv_x", "xml")).searchParams.get("link")!;
    expect(await bearerOf(v.board.environment, "inv_x.xml", link)).toEqual(readerFor(T1));
  });
});

describe("a verification by file", () => {
  it("matches the original, counts, and says what has become of the invoice", async () => {
    const invoice = await stored();
    const xml = await original(invoice);
    const answer = await byFile(xml);
    expect(answer).toMatchObject({
      outcome: "MATCH",
      status: "NORMAL",
      timesToday: 1,
      face: { total: "113.00" },
    });
    const { requestHash } = JSON.parse(Buffer.from(answer.resultSign.split(".")[1], "base64url").toString());
    expect(requestHash).toBe(createHash("sha256").update(xml).digest("hex"));
    const publicly = await v.board.data(BY_FILE, { input: { xml, captchaToken: await solved(v.board) } });
    expect(publicly.verifyByFile).toMatchObject({ outcome: "MATCH", timesToday: 2 });
    expect(await refusedFile(xml, { as: undefined })).toBe("CAPTCHA_INVALID");
  });

  it("answers a changed file with a mismatch and no face, and shares the limit of the day", async () => {
    const invoice = await stored();
    const xml = (await original(invoice)).replace("<Name>*软件*", "<Name>*餐饮*");
    for (const timesToday of [1, 2, 3, 4, 5])
      expect(await byFile(xml)).toMatchObject({ outcome: "MISMATCH", status: null, face: null, timesToday });
    expect(await byFile(xml)).toMatchObject({ outcome: "LIMIT_REACHED" });
  });

  it("finds nothing for an invoice that does not exist, and no second original of one that does", async () => {
    const invoice = await stored();
    const { writer } = v.board.environment.database;
    const copy = { ...invoice, number: anInvoice().number };
    const xml = await original(invoice);
    expect(await byFile(xml.replaceAll(invoice.number, copy.number))).toMatchObject({ outcome: "NOT_FOUND" });
    await writer.query("update invoice_line set name = '*餐饮*服务' where invoice_id = $1", [invoice.id]);
    const owner = await v.board.environment.database.owner();
    await owner.query("delete from invoice_original where invoice_id = $1", [invoice.id]);
    await owner.end();
    await original(invoice);
    expect(await byFile(xml)).toMatchObject({ outcome: "MISMATCH" });
  });

  it("refuses what is no original, without counting", async () => {
    const invoice = await stored();
    const xml = await original(invoice);
    for (const text of [
      "",
      "<a/>",
      xml.replace("<Seller>", "<!-- x --><Seller>"),
      `${xml}${" ".repeat(1_000_001)}`,
    ])
      expect(await refusedFile(text)).toBe("INVOICE_FILE_INVALID");
    const future = xml.replaceAll(invoice.number, `99${invoice.number.slice(2)}`);
    expect(await refusedFile(future)).toBe("INVOICE_NUMBER_FORMAT");
    expect(await v.countOf(invoice.number)).toEqual([]);
  });
});

describe("who verified an invoice for a client", () => {
  const forClient = readerFor(T3, { appId: BANK, scopes: ["invoice:read", "invoice:verify"] });
  const told = async (id: string) =>
    (
      await v.board.environment.database.writer.query(
        "select type, taxpayer_id, data from outbox_event where subject = $1 order by seq",
        [id],
      )
    ).rows;
  const input = (invoice: AnInvoice) => ({
    number: invoice.number,
    issuedOn: "2026-11-23",
    totalIncl: "113.00",
  });

  it("gets the day's match again without a look-up, with the status of the moment", async () => {
    const invoice = await stored();
    const asked = { as: forClient };
    const first = await v.verify(input(invoice), asked);
    expect(await v.verify(input(invoice), asked)).toEqual(first);
    await setStatus(invoice.id, "ABNORMAL");
    const after = await v.verify(input(invoice), asked);
    expect(after).toMatchObject({ outcome: "MATCH", status: "ABNORMAL", timesToday: 1 });
    expect(await v.verify(input(invoice), asked)).toEqual(after);
    expect(await v.countOf(invoice.number)).toEqual([1]);
    const another = readerFor(T2, { appId: BANK, scopes: ["invoice:read", "invoice:verify"] });
    expect(await v.verify(input(invoice), { as: another })).toMatchObject({ timesToday: 2 });
  });

  it("is told when its status changes, for ninety days; who asked in vain or for itself is not", async () => {
    const invoice = await stored();
    const { writer } = v.board.environment.database;
    await v.verify(input(invoice), { as: forClient });
    await v.verify(
      { ...input(invoice), totalIncl: "1.00" },
      { as: readerFor(T3, { scopes: ["invoice:read", "invoice:verify"] }) },
    );
    await v.verify(input(invoice), { as: bank });
    await v.verify(input(invoice), { as: readerFor(T2, { scopes: ["invoice:read", "invoice:verify"] }) });
    await setStatus(invoice.id, "ABNORMAL");
    await statusChanged(writer as never, [invoice.id]);
    expect(await told(invoice.id)).toEqual([
      {
        type: "invoice.status_changed",
        taxpayer_id: T3,
        data: { status: "ABNORMAL", redStatus: "NONE", verifiedBy: BANK },
      },
    ]);
    await writer.query(
      "update invoice_verifier set verified_at = now() - interval '91 days' where invoice_id = $1",
      [invoice.id],
    );
    await statusChanged(writer as never, [invoice.id]);
    expect(await told(invoice.id)).toHaveLength(1);
  });
});

describe("the text of a QR code", () => {
  const READ =
    "query ($text: String!) { readInvoiceQr(text: $text) { kind number issuedOn totalIncl amountEx } }";

  it("fills in the form, for anybody", async () => {
    const text = "01,32,,26332000000012345678,113.00,20261123,,A1B2";
    expect((await v.board.data(READ, { text })).readInvoiceQr).toEqual({
      kind: "DIGITAL_PLAIN",
      number: "26332000000012345678",
      issuedOn: "2026-11-23",
      totalIncl: "113.00",
      amountEx: null,
    });
    expect((await v.board.run(READ, { text: "hello" })).errors?.[0]?.extensions?.code).toBe(
      "INVOICE_QR_FORMAT",
    );
  });
});
