import { CONDUCT } from "./conduct.ts";
import { CONSUMPTION } from "./consumption.ts";
import { INCOME } from "./income.ts";
import { INVOICING } from "./invoicing.ts";
import { PROPERTY } from "./property.ts";
import { type LawRow, lawId } from "./row.ts";
import { VAT } from "./vat.ts";

/*
 * National law as the platform is delivered with it. A migration stores it once; after that officers publish rules, and
 * what is written here changes nothing any more.
 */

export const NATIONAL_LAW: readonly (LawRow & { id: string })[] = [
  ...VAT,
  ...INCOME,
  ...CONDUCT,
  ...PROPERTY,
  ...CONSUMPTION,
  ...INVOICING,
].map((row) => ({ id: lawId("rv", row.key, row.validFrom), ...row }));
