/** The kinds of invoices (发票种类). */
export enum InvoiceKind {
  VAT_SPECIAL_PAPER = "VAT_SPECIAL_PAPER",
  VAT_SPECIAL_ELECTRONIC = "VAT_SPECIAL_ELECTRONIC",
  VAT_PLAIN_PAPER = "VAT_PLAIN_PAPER",
  VAT_PLAIN_ROLL = "VAT_PLAIN_ROLL",
  VAT_PLAIN_ELECTRONIC = "VAT_PLAIN_ELECTRONIC",
  TOLL_ELECTRONIC = "TOLL_ELECTRONIC",
  MOTOR_VEHICLE = "MOTOR_VEHICLE",
  USED_VEHICLE = "USED_VEHICLE",
  DIGITAL_SPECIAL = "DIGITAL_SPECIAL",
  DIGITAL_PLAIN = "DIGITAL_PLAIN",
  DIGITAL_RAIL = "DIGITAL_RAIL",
  DIGITAL_AIR = "DIGITAL_AIR",
  DIGITAL_VEHICLE = "DIGITAL_VEHICLE",
  DIGITAL_USED_VEHICLE = "DIGITAL_USED_VEHICLE",
  DIGITAL_PAPER_SPECIAL = "DIGITAL_PAPER_SPECIAL",
  DIGITAL_PAPER_PLAIN = "DIGITAL_PAPER_PLAIN",
}

/** Chinese and English names, in the form the kernel's `choice` takes. */
export const invoiceKindNames: { [K in InvoiceKind]: [zh: string, en: string] } = {
  VAT_SPECIAL_PAPER: ["增值税专用发票（纸质）", "VAT special invoice on paper"],
  VAT_SPECIAL_ELECTRONIC: ["增值税电子专用发票", "Electronic VAT special invoice"],
  VAT_PLAIN_PAPER: ["增值税普通发票（折叠票）", "VAT plain invoice on folded paper"],
  VAT_PLAIN_ROLL: ["增值税普通发票（卷票）", "VAT plain invoice on a paper roll"],
  VAT_PLAIN_ELECTRONIC: ["增值税电子普通发票", "Electronic VAT plain invoice"],
  TOLL_ELECTRONIC: ["收费公路通行费增值税电子普通发票", "Electronic road toll invoice (deductible)"],
  MOTOR_VEHICLE: ["机动车销售统一发票", "Motor vehicle sales invoice"],
  USED_VEHICLE: ["二手车销售统一发票", "Used vehicle sales invoice"],
  DIGITAL_SPECIAL: ["数电票（增值税专用发票）", "Digital special invoice"],
  DIGITAL_PLAIN: ["数电票（普通发票）", "Digital plain invoice"],
  DIGITAL_RAIL: ["数电票（铁路电子客票）", "Digital railway ticket"],
  DIGITAL_AIR: ["数电票（航空运输电子客票行程单）", "Digital air ticket itinerary"],
  DIGITAL_VEHICLE: ["数电票（机动车销售统一发票）", "Digital motor vehicle sales invoice"],
  DIGITAL_USED_VEHICLE: ["数电票（二手车销售统一发票）", "Digital used vehicle sales invoice"],
  DIGITAL_PAPER_SPECIAL: ["数电纸质发票（增值税专用发票）", "Digital special invoice printed on paper"],
  DIGITAL_PAPER_PLAIN: ["数电纸质发票（普通发票）", "Digital plain invoice printed on paper"],
};

/** What an invoice of a kind carries. */
export interface InvoiceKindFacts {
  /** The code used in verification calls; absent where none was published. The sets of older issuing software differ. */
  legacyCode?: string;
  /** Lengths of the invoice code; empty when there is none. */
  codeDigits: readonly (10 | 12)[];
  /** The last two digits of a 12-digit code. */
  codeEndings: readonly string[];
  numberDigits: 8 | 20;
  /** Prints a check code of 20 digits. */
  checkCode: boolean;
  /** Exists on paper and may be voided in the month of issue. */
  paper: boolean;
  /** Its VAT may be deducted by the buyer. */
  deductible: boolean;
}

const facts = (
  legacyCode: string | undefined,
  codeDigits: readonly (10 | 12)[],
  codeEndings: readonly string[],
  numberDigits: 8 | 20,
  carries: Partial<Pick<InvoiceKindFacts, "checkCode" | "paper" | "deductible">>,
): InvoiceKindFacts => ({
  ...(legacyCode === undefined ? {} : { legacyCode }),
  codeDigits,
  codeEndings,
  numberDigits,
  checkCode: false,
  paper: false,
  deductible: false,
  ...carries,
});

export const invoiceKindFacts: Readonly<Record<InvoiceKind, InvoiceKindFacts>> = {
  VAT_SPECIAL_PAPER: facts("01", [10], [], 8, { paper: true, deductible: true }),
  VAT_SPECIAL_ELECTRONIC: facts("08", [12], ["13"], 8, { checkCode: true, deductible: true }),
  VAT_PLAIN_PAPER: facts("04", [12, 10], ["04", "05"], 8, { checkCode: true, paper: true }),
  VAT_PLAIN_ROLL: facts("11", [12], ["06", "07"], 8, { checkCode: true, paper: true }),
  VAT_PLAIN_ELECTRONIC: facts("10", [12], ["11"], 8, { checkCode: true }),
  TOLL_ELECTRONIC: facts("14", [12], ["12"], 8, { checkCode: true, deductible: true }),
  MOTOR_VEHICLE: facts("03", [12], [], 8, { paper: true, deductible: true }),
  USED_VEHICLE: facts("15", [12], [], 8, { paper: true }),
  DIGITAL_SPECIAL: facts("31", [], [], 20, { deductible: true }),
  DIGITAL_PLAIN: facts("32", [], [], 20, {}),
  DIGITAL_RAIL: facts("83", [], [], 20, { deductible: true }),
  DIGITAL_AIR: facts(undefined, [], [], 20, { deductible: true }),
  DIGITAL_VEHICLE: facts(undefined, [], [], 20, { deductible: true }),
  DIGITAL_USED_VEHICLE: facts(undefined, [], [], 20, {}),
  DIGITAL_PAPER_SPECIAL: facts("008", [10], [], 20, { paper: true, deductible: true }),
  DIGITAL_PAPER_PLAIN: facts("010", [12, 10], [], 20, { paper: true }),
};

/** 数电票 of every form: numbered with 20 digits, verifiable at once, never voided (except on paper). */
export const isDigital = (kind: InvoiceKind): boolean => invoiceKindFacts[kind].numberDigits === 20;
