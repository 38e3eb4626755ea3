import { generateKeyPairSync } from "node:crypto";
import type { SigningKey } from "../../platform/keys.ts";
import type { InvoiceLine } from "../invoice-line.ts";
import { type AnInvoice, aLine, anInvoice } from "../testing.ts";
import type { WholeInvoice } from "./whole-invoice.ts";

/** An invoice with so many lines, as it is read from the database. */
export function aWholeInvoice(
  differs: Partial<AnInvoice> = {},
  lines: number | Partial<InvoiceLine>[] = 1,
  reverses: WholeInvoice["reverses"] = null,
): WholeInvoice {
  const stored = anInvoice(differs);
  const each = typeof lines === "number" ? Array.from({ length: lines }, () => ({})) : lines;
  return {
    invoice: { ...stored, identity: stored.number, paperIdentity: null },
    lines: each.map((line, i) => aLine(stored.id, i + 1, line)),
    reverses,
  };
}

/** A key of its own. */
export function aKey(kid = "invoices-0a1b2c3d"): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const publicJwk = { ...publicKey.export({ format: "jwk" }), kid };
  return { kid, privateKey, publicKey, publicJwk, privateJwk: privateKey.export({ format: "jwk" }) };
}
