/** What proves that one has the invoice in hand, besides its number and date. */
export type Proof = "amountEx" | "totalIncl" | "checkCode6";

/** What each kind is asked for: the proof, and whether it has a code of its own beside the number. */
export const KINDS = {
  DIGITAL_PLAIN: { proof: "totalIncl", digits: 20 },
  DIGITAL_SPECIAL: { proof: "totalIncl", digits: 20 },
  DIGITAL_RAIL: { proof: "amountEx", digits: 20 },
  DIGITAL_AIR: { proof: "totalIncl", digits: 20 },
  DIGITAL_VEHICLE: { proof: "totalIncl", digits: 20 },
  DIGITAL_USED_VEHICLE: { proof: "totalIncl", digits: 20 },
  DIGITAL_PAPER_SPECIAL: { proof: "amountEx", digits: 20 },
  DIGITAL_PAPER_PLAIN: { proof: "amountEx", digits: 20 },
  VAT_PLAIN_ELECTRONIC: { proof: "checkCode6", digits: 8 },
  VAT_PLAIN_PAPER: { proof: "checkCode6", digits: 8 },
  VAT_PLAIN_ROLL: { proof: "checkCode6", digits: 8 },
  TOLL_ELECTRONIC: { proof: "checkCode6", digits: 8 },
  VAT_SPECIAL_PAPER: { proof: "amountEx", digits: 8 },
  VAT_SPECIAL_ELECTRONIC: { proof: "amountEx", digits: 8 },
  MOTOR_VEHICLE: { proof: "amountEx", digits: 8 },
  USED_VEHICLE: { proof: "totalIncl", digits: 8 },
} as const satisfies Record<string, { proof: Proof; digits: 8 | 20 }>;

export type InvoiceKind = keyof typeof KINDS;

export const DIGITAL = (Object.keys(KINDS) as InvoiceKind[]).filter((kind) => KINDS[kind].digits === 20);
export const OLDER = (Object.keys(KINDS) as InvoiceKind[]).filter((kind) => KINDS[kind].digits === 8);

/** The codes by which a QR code and older interfaces name the kinds. */
const OF_CODE: Readonly<Record<string, InvoiceKind>> = {
  "01": "VAT_SPECIAL_PAPER",
  "03": "MOTOR_VEHICLE",
  "04": "VAT_PLAIN_PAPER",
  "08": "VAT_SPECIAL_ELECTRONIC",
  "10": "VAT_PLAIN_ELECTRONIC",
  "11": "VAT_PLAIN_ROLL",
  "14": "TOLL_ELECTRONIC",
  "15": "USED_VEHICLE",
  "31": "DIGITAL_SPECIAL",
  "32": "DIGITAL_PLAIN",
  "83": "DIGITAL_RAIL",
};

/** The kind a code stands for; nothing where it is none of these. */
export const kindOfCode = (code: string): InvoiceKind | undefined => OF_CODE[code];
