import type { SampleInvoice } from "./invoice.ts";
import type { SampleLine } from "./lines.ts";
import type { SamplePerson } from "./people.ts";
import type { SampleCreditGrade, SampleRole, SampleTaxpayer, SampleTaxTypeRegistration } from "./taxpayer.ts";

/** What is stored of each record; a test holds these lists against the tables' classes. */
type Columns<T> = readonly (keyof T & string)[];

export const TAXPAYER: Columns<SampleTaxpayer> = [
  "id",
  "tin",
  "uscc",
  "usccCheckWaived",
  "name",
  "kind",
  "vatStatus",
  "vatStatusFrom",
  "industryCode",
  "registrationType",
  "regionCode",
  "address",
  "authorityCode",
  "status",
  "exportClass",
];
export const PERSON: Columns<SamplePerson> = ["id", "name", "idType", "idNo", "phone", "realNameLevel"];
export const ROLE: Columns<SampleRole> = [
  "id",
  "personId",
  "taxpayerId",
  "role",
  "status",
  "validFrom",
  "validTo",
];
export const TAX_TYPE_REGISTRATION: Columns<SampleTaxTypeRegistration> = [
  "id",
  "taxpayerId",
  "taxTypeCode",
  "levyMethod",
  "rate",
  "cycle",
  "validFrom",
  "validTo",
];
export const CREDIT_GRADE: Columns<SampleCreditGrade> = [
  "id",
  "taxpayerId",
  "year",
  "grade",
  "score",
  "publishedOn",
];
export const INVOICE: Columns<SampleInvoice> = [
  "id",
  "kind",
  "code",
  "number",
  "paperNumber",
  "checkCode",
  "issuedAt",
  "issuedOn",
  "sellerId",
  "sellerName",
  "sellerTin",
  "sellerIsPerson",
  "sellerAddress",
  "sellerPhone",
  "sellerBank",
  "sellerBankAccount",
  "buyerId",
  "buyerName",
  "buyerTin",
  "buyerIsPerson",
  "buyerAddress",
  "buyerPhone",
  "buyerBank",
  "buyerBankAccount",
  "amount",
  "taxAmount",
  "total",
  "sign",
  "status",
  "redStatus",
  "redAmount",
  "blueInvoiceId",
  "usage",
  "usagePeriod",
  "bookkept",
  "remark",
  "payee",
  "reviewer",
  "issuer",
];
export const LINE: Columns<SampleLine> = [
  "invoiceId",
  "no",
  "name",
  "taxClassCode",
  "model",
  "unit",
  "quantity",
  "unitPrice",
  "amount",
  "taxRate",
  "taxAmount",
  "discountOf",
  "preferential",
];
