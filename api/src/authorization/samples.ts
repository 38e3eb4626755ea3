import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { appOwn, type Catalogue, grantable } from "../consents/facts.ts";
import { addAccount } from "./accounts.ts";
import { isRevokedKey } from "./client-life.ts";
import { type Registration, saveClient } from "./clients.ts";
import { OFFICE_APP } from "./office.ts";
import type { AuthorizationOptions } from "./settings.ts";

const app = (last: number) => `app_018f0000-0000-7000-8000-00000000000${last}`;

/** 账易记账, the sample vendor's bookkeeping app. */
export const BOOKKEEPING_APP = app(1);
/** 样例银行, which verifies invoices in its own right. */
export const BANK_APP = app(2);
/** The platform's portal. */
export const PORTAL_APP = app(3);

/** The platform's command line: signs in on a device without a browser, and only reads. */
export const TOOL_APP = app(5);

const PORTAL_ONLY = "consent:manage";

/** The accounts of the simulated authority, by the fixture's persons. */
const SAMPLE_LOGINS: Readonly<Record<string, string>> = {
  "pn_018f0000-0000-7000-8000-000000000001": "linxiaofeng",
  "pn_018f0000-0000-7000-8000-000000000002": "wanghui",
  "pn_018f0000-0000-7000-8000-000000000003": "chenli",
  "pn_018f0000-0000-7000-8000-000000000004": "zhaomin",
  "pn_018f0000-0000-7000-8000-000000000005": "zhoukai",
  "pn_018f0000-0000-7000-8000-000000000006": "sunli",
  "pn_018f0000-0000-7000-8000-000000000011": "zhangwei",
  "pn_018f0000-0000-7000-8000-000000000012": "lina",
  "pn_018f0000-0000-7000-8000-000000000021": "fangmin",
  "pn_018f0000-0000-7000-8000-000000000022": "hechuan",
  "pn_018f0000-0000-7000-8000-000000000023": "lvlan",
  "pn_018f0000-0000-7000-8000-000000000024": "shiyuan",
  "pn_018f0000-0000-7000-8000-000000000025": "kongcheng",
  "pn_018f0000-0000-7000-8000-000000000026": "caoyu",
  "pn_018f0000-0000-7000-8000-000000000027": "yanlang",
  "pn_018f0000-0000-7000-8000-000000000028": "weilin",
  "pn_018f0000-0000-7000-8000-000000000031": "jinzhou",
  "pn_018f0000-0000-7000-8000-000000000032": "taoyue",
  "pn_018f0000-0000-7000-8000-000000000033": "jianghe",
  "pn_018f0000-0000-7000-8000-000000000034": "qifan",
  "pn_018f0000-0000-7000-8000-000000000035": "xieze",
  "pn_018f0000-0000-7000-8000-000000000041": "qiancheng",
  "pn_018f0000-0000-7000-8000-000000000042": "guqing",
};

const registrations = (origin: string, catalogue: Catalogue): Omit<Registration, "jwks">[] => [
  {
    id: BOOKKEEPING_APP,
    kind: "app",
    name: "账易记账",
    nameEn: "ZhangYi Bookkeeping",
    vendor: "样例软件（杭州）有限公司",
    vendorEn: "Sample Software (Hangzhou) Co., Ltd.",
    redirectUris: ["http://127.0.0.1:4100/callback"],
    vendorTaxpayerId: "tp_018f0000-0000-7000-8000-000000000002",
    scopes: ["openid", "taxpayer:read", "invoice:read", "filing:read", "app:consents"].filter(
      (scope) => scope === "openid" || catalogue[scope],
    ),
    requiredScopes: ["invoice:read"],
    firstParty: false,
    simulated: true,
    reviewedAt: null,
  },
  {
    id: BANK_APP,
    kind: "institution",
    name: "样例银行",
    nameEn: "Sample Bank",
    vendor: "样例银行股份有限公司",
    vendorEn: "Sample Bank Ltd.",
    redirectUris: [],
    scopes: ["invoice:verify"],
    requiredScopes: [],
    firstParty: false,
    simulated: true,
    reviewedAt: null,
  },
  {
    id: PORTAL_APP,
    kind: "public",
    name: "开放平台门户",
    nameEn: "Open Platform Portal",
    vendor: "税务开放平台",
    vendorEn: "Tax Open Platform",
    redirectUris: [`${origin}/signed-in`],
    postLogoutRedirectUris: [`${origin}/`],
    scopes: [
      "openid",
      "offline_access",
      PORTAL_ONLY,
      ...Object.keys(catalogue).filter(
        (scope) =>
          scope !== PORTAL_ONLY && grantable(scope) && (!appOwn(scope) || scope === "invoice:verify"),
      ),
    ],
    requiredScopes: [],
    firstParty: true,
    simulated: false,
    reviewedAt: null,
  },
  {
    id: TOOL_APP,
    kind: "device",
    name: "开放平台命令行工具",
    nameEn: "Open Platform Command Line",
    vendor: "税务开放平台",
    vendorEn: "Tax Open Platform",
    redirectUris: [],
    scopes: ["openid", "taxpayer:read", "invoice:read", "filing:read"].filter(
      (scope) => scope === "openid" || catalogue[scope],
    ),
    requiredScopes: [],
    firstParty: true,
    simulated: false,
    reviewedAt: null,
  },
  {
    id: OFFICE_APP,
    kind: "office",
    name: "税务工作台",
    nameEn: "Tax Officers' Workbench",
    vendor: "税务开放平台",
    vendorEn: "Tax Open Platform",
    redirectUris: [`${origin}/office/signed-in`],
    postLogoutRedirectUris: [`${origin}/`],
    scopes: ["openid", ...Object.keys(catalogue).filter((scope) => !grantable(scope))],
    requiredScopes: [],
    firstParty: true,
    simulated: false,
    reviewedAt: null,
  },
];

/** Makes the sample clients (both environments, each its own keys) and, in production, the sample accounts. Doing it again changes nothing but the portal's address, and puts no key back that was taken away. */
export async function makeSamples(
  { environment, origin, dataDir, log, registry }: AuthorizationOptions,
  catalogue: Catalogue,
): Promise<void> {
  const { writer, reader } = environment.database;
  const folder = join(dataDir, "sample-apps");
  mkdirSync(folder, { recursive: true });
  for (const registration of registrations(origin, catalogue)) {
    const jwks =
      registration.kind !== "app" && registration.kind !== "institution"
        ? undefined
        : { keys: [await sampleKey(join(folder, `${registration.id}.jwk.json`))] };
    const [key] = jwks?.keys ?? [];
    if (key && (await isRevokedKey(writer, registration.id, key))) {
      log.info({ appId: registration.id, kid: key.kid }, "the sample app's key was taken away and stays so");
      continue;
    }
    await saveClient(writer, { ...registration, ...(jwks ? { jwks } : {}) });
  }
  if (environment.name !== "production") return;
  const file = join(folder, "production-accounts.json");
  const known: Record<string, string> = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const added: Record<string, string> = {};
  for (const [personId, login] of Object.entries(SAMPLE_LOGINS)) {
    if (!(await registry.personById(reader, personId))) continue;
    const password = known[login] ?? randomBytes(9).toString("base64url");
    if (await addAccount(writer, { personId, login, password })) added[login] = password;
  }
  if (Object.keys(added).length === 0) return;
  secretFile(file, { ...known, ...added });
  log.info({ file }, "the passwords of the sample accounts were written");
}

/** The sample app's private key, made when missing; answers its public half. One key file serves both environments. */
async function sampleKey(file: string): Promise<JWK> {
  if (!existsSync(file)) {
    const { privateKey } = await generateKeyPair("ES256", { extractable: true });
    const jwk = await exportJWK(privateKey);
    const kid = `sample-${randomBytes(4).toString("hex")}`;
    // The other environment opens at the same time and may have made the file meanwhile: the first one counts.
    if (!existsSync(file)) secretFile(file, { ...jwk, kid, alg: "ES256", use: "sig" });
  }
  const { d: _secret, ...publicHalf } = JSON.parse(readFileSync(file, "utf8")) as JWK;
  return publicHalf;
}

function secretFile(file: string, content: object): void {
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
}
