import { randomUUID } from "node:crypto";
import { anonymous, type Caller } from "../../platform/caller.ts";
import type { Database } from "../../platform/context.ts";
import type { Subgraph } from "../../platform/subgraph.ts";
import { FIXTURE_NOW, testSubgraph } from "../../platform/testing.ts";
import { issuing, NOTEBOOK, seedSellers } from "../issuing/issuing.testing.ts";
import { InvoiceBuyerResolver } from "./buyer.resolver.ts";
import { DeviceResolver } from "./device.resolver.ts";
import { Device } from "./device.ts";
import { InvoiceRequest } from "./invoice-request.ts";
import { InvoiceRequestResolver } from "./request.resolver.ts";

const mobile: Subgraph = {
  ...issuing,
  models: [...issuing.models, InvoiceRequest, Device],
  resolvers: [...issuing.resolvers, InvoiceRequestResolver, InvoiceBuyerResolver, DeviceResolver],
};

export const BUYER = { kind: "ENTERPRISE", name: "样例软件（杭州）有限公司", tin: "91330106MA2DEM025N" };
export const orderLine = (differs: object = {}) => ({
  name: "便携式计算机",
  taxClassCode: NOTEBOOK,
  amountInclTax: "113.00",
  taxRate: "0.13",
  ...differs,
});
export const order = (differs: object = {}) => ({
  amountInclTax: "113.00",
  lines: [orderLine()],
  ...differs,
});

/** A buyer at an address of its own, so that no test counts against another. */
let address = 0;
export const somebody = (): Caller => {
  address += 1;
  return anonymous(`198.51.${Math.floor(address / 250)}.${(address % 250) + 1}`);
};

/** The same issuer, who confirmed with a passkey at that moment. */
export const confirmed = (caller: Caller, when = FIXTURE_NOW): Caller => ({
  ...caller,
  acr: "L3",
  authenticatedAt: Date.parse(when) / 1000,
});

const FACE = "sellerName kind amountInclTax lineNames lineCount expiresAt status";
const SELECTIONS = {
  createInvoiceQr: [
    "CreateInvoiceQrInput",
    "invoiceRequest { id status token url qrText expiresAt orderRef }",
  ],
  fillBuyerHeader: ["FillBuyerHeaderInput", `invoiceRequest { ${FACE} }`],
  issueFromRequest: [
    "InvoiceRequestInput",
    "result { request { id status invoiceId failureCodes } invoice { id number amount taxAmount total } }",
  ],
  cancelInvoiceRequest: ["InvoiceRequestInput", "invoiceRequest { id status token }"],
  bindDevice: ["BindDeviceInput", "device { id name bound lastFaceAt }"],
  unbindDevice: ["DeviceInput", "device { id bound lastFaceAt }"],
  faceVerify: ["DeviceInput", "device { id lastFaceAt }"],
} as const;
type Mutation = keyof typeof SELECTIONS;

interface Answer {
  payload: any;
  codes: string[];
  details: unknown;
}

/** The board with sellers, and what tests do on it again and again. */
export async function mobileBoard(seed?: (database: Database) => Promise<void>) {
  const board = await testSubgraph(mobile, {
    seed: async (database) => {
      await seedSellers(database);
      await seed?.(database);
    },
  });
  const sql = <Row = Record<string, unknown>>(text: string, values: unknown[] = []) =>
    board.environment.database.writer.query(text, values).then(({ rows }) => rows as Row[]);

  const write = async (mutation: Mutation, as: Caller, input: object, at?: string): Promise<Answer> => {
    const [type, selection] = SELECTIONS[mutation];
    const source = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${selection} userErrors { code path details } } }`;
    const { data, errors } = await board.run(source, {
      as,
      ...(at ? { at } : {}),
      input: { idempotencyKey: randomUUID(), ...input },
    });
    const thrown = (errors ?? []).map((error) => {
      if (!error.extensions?.code) throw error.originalError ?? error;
      return String(error.extensions.code);
    });
    const payload = data?.[mutation];
    const refused = (payload?.userErrors ?? []) as { code: string; details: unknown }[];
    return {
      payload,
      codes: [...thrown, ...refused.map(({ code }) => code)],
      details: refused[0]?.details ?? null,
    };
  };

  return {
    ...board,
    sql,
    write,
    create: async (as: Caller, input: object = order(), at?: string) => {
      const { payload, codes } = await write("createInvoiceQr", as, input, at);
      if (codes.length > 0) throw new Error(codes.join(" "));
      return payload.invoiceRequest as {
        id: string;
        token: string;
        url: string;
        qrText: string;
        expiresAt: string;
      };
    },
    fill: (token: string, header: object = BUYER, at?: string, as = somebody()) =>
      write("fillBuyerHeader", as, { token, header }, at),
    issue: (requestId: string, as: Caller, at?: string) => write("issueFromRequest", as, { requestId }, at),
    look: async (token: string, at?: string, as = somebody()) =>
      (
        await board.data(`query ($token: String!) { invoiceRequestByToken(token: $token) { ${FACE} } }`, {
          as,
          token,
          ...(at ? { at } : {}),
        })
      ).invoiceRequestByToken,
    /** Binds a device and verifies on it. */
    verify: async (as: Caller, when = FIXTURE_NOW): Promise<string> => {
      const known = confirmed(as, when);
      const { payload } = await write(
        "bindDevice",
        known,
        { name: "手机", pushToken: `push ${as.personId}` },
        when,
      );
      const { id } = payload.device as { id: string };
      await write("faceVerify", known, { deviceId: id }, when);
      return id;
    },
    /** Everything mobile invoicing writes, counted. */
    standing: async () =>
      (
        await sql(`select (select count(*) from invoice)::int as invoices, (select count(*) from invoice_line)::int as lines,
          (select count(*) from outbox_event)::int as events, (select count(*) from notice)::int as notices,
          (select coalesce(sum(last), 0) from invoice_counter)::text as numbers, (select sum(used) from credit_line)::text as used,
          (select count(*) from idempotency_key)::int as keys, (select json_agg(r order by id) from invoice_request r) as requests,
          (select json_agg(d order by id) from device d) as devices`)
      )[0],
  };
}
