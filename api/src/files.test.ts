import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Ledger } from "./consents/ledger.ts";
import { serveFiles } from "./files.ts";
import type { ConsentStanding, Revocations } from "./gateway/revocations.ts";
import { fileLink } from "./invoices/files/file-link.ts";
import { Invoice } from "./invoices/invoice.ts";
import { InvoiceLine } from "./invoices/invoice-line.ts";
import { invoices } from "./invoices/subgraph.ts";
import { aLine, anInvoice, readerFor, store, T1, T3 } from "./invoices/testing.ts";
import type { Entry } from "./platform/audit.ts";
import { TrustedProxies } from "./platform/client-address.ts";
import { testSubgraph } from "./platform/testing.ts";
import { reading } from "./server.ts";

/* What is answered to whoever follows a link to a file. */

const invoice = anInvoice();
const entries: Entry[] = [];
let standing: ConsentStanding = "ALIVE";
let ledgerFails = false;
let board: Awaited<ReturnType<typeof testSubgraph>>;
let origin: string;
const server = createServer();

beforeAll(async () => {
  board = await testSubgraph(invoices);
  await store(board.environment.database, Invoice, [invoice]);
  await store(board.environment.database, InvoiceLine, [aLine(invoice.id, 1)]);
  const ledger: Ledger = {
    append: async (entry) => {
      if (ledgerFails) throw new Error("away");
      entries.push(entry);
    },
    keep: () => undefined,
    close: async () => undefined,
  };
  const revocations = { state: () => standing } as Partial<Revocations> as Revocations;
  const { environment } = board;
  const log = { error: () => undefined };
  server.on(
    "request",
    reading(serveFiles({ environment, revocations, ledger, log, trustedProxies: TrustedProxies.none })),
  );
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  entries.length = 0;
  standing = "ALIVE";
  ledgerFails = false;
});
afterAll(async () => {
  server.close();
  await board.close();
});

const linkOf = async (format: "xml" | "pdf", as = readerFor(T1)) => {
  const { pathname, search } = new URL(await fileLink(board.context({ as }), invoice.id, format));
  return origin + pathname + search;
};
const refusal = async (url: string) => {
  const answer = await fetch(url);
  return { status: answer.status, code: ((await answer.json()) as { error: { code: string } }).error.code };
};

describe("a link to a file", () => {
  it.each([
    ["xml", "application/xml; charset=utf-8", "<?xml"],
    ["pdf", "application/pdf", "%PDF-"],
  ] as const)(
    "gives the %s as a download that nobody keeps, with an entry in the ledger",
    async (format, type, start) => {
      const answer = await fetch(await linkOf(format));
      expect(answer.status).toBe(200);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        "content-type": type,
        "content-disposition": `attachment; filename="${invoice.number}.${format}"`,
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "content-security-policy": expect.stringContaining("sandbox"),
      });
      expect((await answer.text()).startsWith(start)).toBe(true);
      expect(entries).toEqual([
        expect.objectContaining({
          kind: "READ",
          operation: "files",
          operationName: format,
          outcome: "DONE",
          taxpayerId: T1,
          consentId: readerFor(T1).consentId,
          address: "127.0.0.*",
        }),
      ]);
    },
  );

  it.each([
    ["REVOKED", 403, "CONSENT_REVOKED"],
    ["SUSPENDED", 403, "CONSENT_SUSPENDED"],
    ["EXPIRED", 403, "CONSENT_EXPIRED"],
    ["NARROWED", 403, "TOKEN_EXPIRED"],
    ["UNKNOWN", 503, "SERVICE_UNAVAILABLE"],
  ] as const)("ends with the consent: %s", async (now, status, code) => {
    const link = await linkOf("xml");
    expect((await fetch(link)).status).toBe(200);
    standing = now;
    expect(await refusal(link)).toEqual({ status, code });
    expect(entries.map(({ outcome }) => outcome)).toEqual(["DONE", code]);
  });

  it("gives nothing that the ledger cannot note", async () => {
    ledgerFails = true;
    expect(await refusal(await linkOf("xml"))).toEqual({ status: 503, code: "SERVICE_UNAVAILABLE" });
  });

  it("tells nothing of an invoice of others, or of none", async () => {
    const theirs = await linkOf("xml", readerFor(T3));
    expect(await refusal(theirs)).toEqual({ status: 404, code: "FILE_NOT_FOUND" });
    expect(entries.map(({ outcome, taxpayerId }) => [outcome, taxpayerId])).toEqual([["FILE_NOT_FOUND", T3]]);
    expect(await refusal(`${origin}/sandbox/files/other`)).toEqual({ status: 404, code: "FILE_NOT_FOUND" });
  });

  it("that is forged is refused before anything is read", async () => {
    const link = await linkOf("xml");
    expect(await refusal(link.replace(".xml", ".pdf"))).toEqual({ status: 403, code: "FILE_LINK_INVALID" });
    expect(await refusal(link.slice(0, link.indexOf("?")))).toEqual({
      status: 403,
      code: "FILE_LINK_INVALID",
    });
    expect(entries).toEqual([]);
  });

  it("shows people a page, with the code", async () => {
    const answer = await fetch(`${origin}/sandbox/files/x`, { headers: { accept: "text/html" } });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toMatch(/<h1>没有这个文件<\/h1>.*FILE_NOT_FOUND/s);
    expect((await fetch(await linkOf("xml"), { method: "POST" })).status).toBe(405);
  });
});
