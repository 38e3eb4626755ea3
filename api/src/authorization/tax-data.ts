import { errors, type KoaContextWithOIDC } from "oidc-provider";
import { faultsOf } from "../consents/facts.ts";

/** What an app asks for in `authorization_details` (RFC 9396). */
export interface TaxData {
  type: "tax_data";
  purpose: string;
  /** Days, inclusive; absent where the purpose has no tax periods. */
  periodFrom?: string;
  periodTo?: string;
  /** The taxpayer, when the app knows it; otherwise the person chooses. */
  taxpayer?: string;
}

/** Not tax scopes: they say how the protocol answers. */
const PROTOCOL = new Set(["openid", "offline_access"]);

/** The tax scopes of a request. */
export const taxScopes = (scope: unknown): string[] => [
  ...new Set(
    String(scope ?? "")
      .split(" ")
      .filter((name) => name && !PROTOCOL.has(name)),
  ),
];

const KNOWN = new Set(["type", "purpose", "periodFrom", "periodTo", "taxpayer", "locations"]);

/** Refuses details that no purpose covers, before any person is asked. */
export function checkTaxData(ctx: KoaContextWithOIDC, detail: Record<string, unknown>, now: Date): void {
  const fail = (description: string): never => {
    throw new errors.InvalidAuthorizationDetails(description);
  };
  const { purpose, periodFrom, periodTo, taxpayer } = detail;
  for (const key of Object.keys(detail)) if (!KNOWN.has(key)) fail(`tax_data has no member ${key}`);
  for (const [key, value] of Object.entries({ periodFrom, periodTo, taxpayer }))
    if (value !== undefined && (typeof value !== "string" || value.length > 64))
      fail(`${key} must be a string`);
  if (typeof purpose !== "string") throw new errors.InvalidAuthorizationDetails("purpose is missing");
  const found = faultsOf(
    {
      purpose,
      scopes: taxScopes(ctx.oidc.params?.scope),
      periodFrom: periodFrom as string | undefined,
      periodTo: periodTo as string | undefined,
    },
    now,
  );
  if (found.length > 0) fail(found.map(({ code, messageEn }) => `${code}: ${messageEn}`).join(" "));
}

/** The one `tax_data` of a request's parameters; nothing when there is none. */
export function taxDataOf(params: Record<string, unknown>): TaxData | undefined {
  const raw = params.authorization_details;
  if (raw === undefined) return undefined;
  const details = (typeof raw === "string" ? JSON.parse(raw) : raw) as TaxData[];
  return details.find(({ type }) => type === "tax_data");
}

/** An app asks for exactly one purpose at a time; the platform's own portal for none. */
export function checkDetails(value: unknown, firstParty: boolean): void {
  if (firstParty) {
    if (value !== undefined)
      throw new errors.InvalidAuthorizationDetails("the platform's own tools ask for no purpose");
    return;
  }
  if (value === undefined)
    throw new errors.InvalidRequest("authorization_details of type tax_data are required");
  try {
    const details: unknown = typeof value === "string" ? JSON.parse(value) : value;
    if (Array.isArray(details) && details.length === 1) return;
  } catch (cause) {
    throw new errors.InvalidAuthorizationDetails("authorization_details are not JSON", { cause } as never);
  }
  throw new errors.InvalidAuthorizationDetails("exactly one tax_data is expected");
}
