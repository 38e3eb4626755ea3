import { pages } from "../platform/connection.ts";
import { read } from "../platform/read.ts";
import { Invoice } from "./invoice.ts";

export const invoicesByIds = read<Invoice, { ids: readonly string[] }>(
  Invoice,
  "by-ids",
  "t.id = any(:ids)",
  {
    lean: true,
  },
);

const filters = {
  kind: "t.kind = :kind",
  status: "t.status = :status",
  sign: "t.sign = :sign",
  code: "t.code = :code",
  number: "t.number = :number",
  since: "t.issued_at >= :since",
  before: "t.issued_at < :before",
};

/** Each goes by the one index that gives its order. Days are given as instants, so that it bounds the walk. */
const newestFirst = {
  model: Invoice,
  where: "true",
  filters,
  order: ["issuedAt"],
  direction: "desc",
  lean: true,
} as const;

export const salesOfCaller = pages<Invoice>({ ...newestFirst, name: "sales", by: ["sellerId"] });
export const purchasesOfCaller = pages<Invoice>({ ...newestFirst, name: "purchases", by: ["buyerId"] });
