import { DIGITAL, type InvoiceKind, KINDS, type Proof } from "./invoice-kind.ts";
import type { InvoiceQr } from "./invoice-qr.ts";

/** The form as it is typed. */
export type Form = InvoiceQr;

export const EMPTY: Form = {
  kind: "DIGITAL_PLAIN",
  code: "",
  number: "",
  issuedOn: "",
  amountEx: "",
  totalIncl: "",
  checkCode6: "",
};

/** What a request is made of: only what was given, amounts with two decimals, so that the signed digest can be recomputed. */
export type Request = Partial<Record<"kind" | "code" | "number" | "issuedOn" | Proof, string>>;

/** The fields that are shown and sent for a kind; all proofs where it is left open. */
export function fieldsOf(kind: InvoiceKind | ""): { code: boolean; proofs: readonly Proof[] } {
  if (kind === "") return { code: true, proofs: ["totalIncl", "amountEx", "checkCode6"] };
  return { code: !DIGITAL.includes(kind), proofs: [KINDS[kind].proof] };
}

const amount = (typed: string): string => {
  const plain = typed.replaceAll(/[,，¥\s]/g, "");
  return /^\d+(\.\d{1,2})?$/.test(plain)
    ? `${plain.split(".")[0]}.${(plain.split(".")[1] ?? "").padEnd(2, "0")}`
    : plain;
};

export function requestOf(form: Form): Request {
  const { code, proofs } = fieldsOf(form.kind);
  const request: Request = {};
  const give = (name: keyof Request, value: string) => {
    if (value !== "") request[name] = value;
  };
  give("kind", form.kind);
  if (code) give("code", form.code.replaceAll(/\s/g, ""));
  give("number", form.number.replaceAll(/\s/g, ""));
  give("issuedOn", form.issuedOn);
  for (const proof of proofs)
    give(proof, proof === "checkCode6" ? form.checkCode6.replaceAll(/\s/g, "") : amount(form[proof]));
  return request;
}
