import type { Industry } from "./industry.ts";
import type { SamplePerson } from "./people.ts";

/** A taxpayer as the registry stores one. */
export interface SampleTaxpayer {
  id: string;
  tin: string;
  uscc: string | null;
  usccCheckWaived: boolean;
  name: string;
  kind: "ENTERPRISE" | "INDIVIDUAL_BUSINESS" | "NATURAL_PERSON";
  vatStatus: "GENERAL" | "SMALL_SCALE" | null;
  vatStatusFrom: string | null;
  industryCode: string | null;
  registrationType: string | null;
  regionCode: string;
  address: string;
  authorityCode: string;
  status: "NORMAL" | "SUSPENDED" | "ABNORMAL" | "DEREGISTERED";
  exportClass: number | null;
}

export interface SampleRole {
  id: string;
  personId: string;
  taxpayerId: string;
  role: "LEGAL_REP" | "FIN_OFFICER" | "TAX_HANDLER" | "INVOICER" | "SELF";
  status: "ACTIVE";
  validFrom: string;
  validTo: string | null;
}

export interface SampleTaxTypeRegistration {
  id: string;
  taxpayerId: string;
  taxTypeCode: string;
  levyMethod: "AUDIT" | "ASSESSED";
  rate: string | null;
  cycle: "MONTH" | "QUARTER" | "YEAR" | "ONCE";
  validFrom: string;
  validTo: string | null;
}

export interface SampleCreditGrade {
  id: string;
  taxpayerId: string;
  year: number;
  grade: "A" | "B" | "M" | "C" | "D";
  score: string;
  publishedOn: string;
  directReason: null;
  assessedBy: string;
}

/** The registry's part of the sample: who there is. */
export interface SampleRegistry {
  taxpayers: SampleTaxpayer[];
  persons: SamplePerson[];
  roles: SampleRole[];
  /** The trade of each taxpayer that issues invoices. */
  trades: Map<string, Industry>;
}
