import type { GraphProblem } from "../platform/graph.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";

export type HeaderKind = "ENTERPRISE" | "PERSON" | "GOV";

/** What a request for a header says to whoever holds its token. */
export interface InvoiceRequest {
  sellerName: string;
  kind: "DIGITAL_PLAIN" | "DIGITAL_SPECIAL";
  amountInclTax: string;
  lineNames: string[];
  lineCount: number;
  expiresAt: string;
  status: "CREATED" | "FILLED" | "ISSUING" | "ISSUED" | "FAILED";
}

/** The header as it is typed. */
export interface Header {
  kind: HeaderKind;
  name: string;
  tin: string;
  address: string;
  phone: string;
  bankName: string;
  bankAccount: string;
  email: string;
  mobile: string;
}

export const EMPTY: Header = {
  kind: "ENTERPRISE",
  name: "",
  tin: "",
  address: "",
  phone: "",
  bankName: "",
  bankAccount: "",
  email: "",
  mobile: "",
};

/** The token in the page's path; a token of the sandbox says that it is one. */
export function tokenIn(pathname: string): { token: string; environment: EnvironmentName } | undefined {
  const token = /\/i\/([\w~-]+)\/?$/.exec(pathname)?.[1];
  if (!token) return undefined;
  return { token, environment: token.startsWith("sandbox~") ? "sandbox" : "production" };
}

/** What goes out: a person has no address and no bank; nothing is null. */
export function sent(header: Header): Record<string, string | null> {
  const company = ["tin", "address", "phone", "bankName", "bankAccount"];
  return Object.fromEntries(
    Object.entries(header).map(([name, typed]: [string, string]) => {
      const value = name === "tin" ? typed.replaceAll(/\s/g, "").toUpperCase() : typed.trim();
      const applies = header.kind !== "PERSON" || !company.includes(name);
      return [name, applies && value !== "" ? value : null];
    }),
  );
}

/** Refusals that the number's own form causes name no field: they belong to the number. */
const OF_TIN = /^(TIN|USCC|ID_CARD)_/;

/** What is wrong with one field. */
export const faultsOf = (problems: readonly GraphProblem[], field: keyof Header): GraphProblem[] =>
  problems.filter(({ code, path }) =>
    OF_TIN.test(code) ? field === "tin" : path?.at(-2) === "header" && path.at(-1) === field,
  );

/** What is wrong with the whole. */
export const faultsOfWhole = (problems: readonly GraphProblem[]): GraphProblem[] =>
  problems.filter(({ code, path }) => !OF_TIN.test(code) && path?.at(-2) !== "header");
