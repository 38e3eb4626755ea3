import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JWK } from "jose";
import { Consent } from "../consents/consent.ts";
import { testDatabase } from "../database/testing.ts";
import type { EnvironmentName } from "../platform/caller.ts";
import { systemClock } from "../platform/clock.ts";
import type { Environment } from "../platform/context.ts";
import { Events } from "../platform/events.ts";
import { loadKeys } from "../platform/keys.ts";
import type { Scope } from "../platform/operation.ts";
import type { PostFact } from "../registry/facts.ts";
import { type Authorization, createAuthorization } from "./authorization.ts";
import type { ActingFor, AuthorizationOptions, RegistryFacts } from "./settings.ts";

/** The fixture's people, without the registry's tables. */
const T1 = {
  taxpayerId: "tp_018f0000-0000-7000-8000-000000000001",
  taxpayerName: "样例制造（杭州）有限公司",
  taxpayerTin: "91330106MA2DEM017U",
};
const T2 = {
  taxpayerId: "tp_018f0000-0000-7000-8000-000000000002",
  taxpayerName: "样例软件（杭州）有限公司",
  taxpayerTin: "91330106MA2DEM025N",
};
const T3 = {
  taxpayerId: "tp_018f0000-0000-7000-8000-000000000003",
  taxpayerName: "杭州西湖顺风小吃店",
  taxpayerTin: "92330106MA2GTH018K",
};
const P1 = {
  taxpayerId: "tp_018f0000-0000-7000-8000-000000000011",
  taxpayerName: "张伟",
  taxpayerTin: "330106199003074517",
};

const person = (last: string) => `pn_018f0000-0000-7000-8000-0000000000${last}`;
const people: Record<string, { name: string; acts: ActingFor[] }> = {
  [person("01")]: { name: "林晓峰", acts: [{ ...T1, role: "LEGAL_REP" }] },
  [person("02")]: {
    name: "王慧",
    acts: [
      { ...T1, role: "FIN_OFFICER" },
      { ...T3, role: "TAX_HANDLER" },
    ],
  },
  [person("03")]: { name: "陈立", acts: [{ ...T1, role: "TAX_HANDLER" }] },
  [person("04")]: { name: "赵敏", acts: [{ ...T1, role: "INVOICER" }] },
  [person("05")]: { name: "周凯", acts: [{ ...T2, role: "LEGAL_REP" }] },
  [person("06")]: { name: "孙莉", acts: [{ ...T3, role: "LEGAL_REP" }] },
  [person("22")]: { name: "何川", acts: [] },
  [person("11")]: { name: "张伟", acts: [{ ...P1, role: "SELF" }] },
};

/** For whom a person acts other than at first, while a test says so. */
export const acts: Record<string, ActingFor[]> = {};

/** The posts the tests' officers hold; a test may take one away. */
export const posts: Record<string, PostFact> = {
  pst_county: {
    id: "pst_county",
    personId: person("22"),
    title: "风险应对岗",
    authorityCode: "13301060000",
    authorityName: "国家税务总局杭州市西湖区税务局",
    level: "COUNTY",
    scopes: ["officer:office", "officer:taxpayer"],
    validTo: null,
  },
};

export const fixture = { T1, T2, T3, P1, person };

export const fixtureRegistry: RegistryFacts = {
  personsForSignIn: async (_, { search, first }) =>
    Object.entries(people)
      .filter(([, { name }]) => !search || name.includes(search))
      .slice(0, first)
      .map(([id, { name }]) => ({ id, name })),
  actsFor: async (_, id) => acts[id] ?? people[id]?.acts ?? [],
  personById: async (_, id) => (people[id] ? { id, name: people[id].name } : undefined),
  postsOf: async (_, id) => Object.values(posts).filter(({ personId }) => personId === id),
  postById: async (_, id) => posts[id],
  officersForSignIn: async () =>
    Object.values(posts).map(({ personId, authorityName, title }) => ({
      id: personId,
      name: people[personId]?.name ?? "",
      post: `${authorityName} · ${title}`,
    })),
};

/** Scopes of several classes, as subgraphs declare them. */
export const fixtureScopes: Record<string, Scope> = {
  "consent:manage": {
    zh: "查看和撤回授权（仅平台自有门户）",
    en: "See and withdraw consents (the platform's own portal only)",
    class: "C1",
    maxMonths: 1,
  },
  "profile:read": { zh: "查看基本身份", en: "See the basic identity", class: "C1" },
  "taxpayer:read": {
    zh: "查看登记信息（纳税人类型、主管税务机关、地址、状态、税费种认定）",
    en: "See the registration: kind, tax authority, address, status and registered taxes",
    class: "C1",
  },
  "invoice:read": { zh: "查询发票（销项、进项）", en: "Read invoices, sales and purchases", class: "C3" },
  "invoice:issue": { zh: "开具蓝字发票", en: "Issue invoices", class: "C3" },
  "invoice:verify": { zh: "发票查验", en: "Verify invoices", class: "C0" },
  "officer:office": { zh: "使用税务工作台", en: "Use the officers' workbench", class: "C2" },
  "officer:taxpayer": { zh: "查看辖区内纳税人的档案", en: "See records of taxpayers", class: "C4" },
  "filing:read": { zh: "查看申报记录", en: "Read past tax returns", class: "C3" },
  "filing:submit": { zh: "提交申报", en: "File tax returns", class: "C3" },
  "filing:prepare": {
    zh: "计算税款、保存申报草稿",
    en: "Compute tax and keep drafts of returns",
    class: "C2",
  },
  "payment:read": { zh: "查看应缴与缴款记录", en: "Read debts and payments", class: "C3" },
  "payment:initiate": { zh: "发起缴款", en: "Start payments", class: "C4" },
  "iit:read": { zh: "查看个人收入与专项附加扣除", en: "Read personal income and deductions", class: "C4" },
};

export interface TestServer {
  environment: Environment;
  authorization: Authorization;
  origin: string;
  dataDir: string;
  /** The private key of a sample app. */
  sampleKey(appId: string): JWK;
  close(): Promise<void>;
}

/** An authorization server on a real database and a real HTTP server, with the fixture's people. */
export async function startTestServer(
  name: EnvironmentName = "sandbox",
  { host = "127.0.0.1", ...more }: { host?: string } & Partial<AuthorizationOptions> = {},
): Promise<TestServer> {
  const database = await testDatabase([Consent]);
  const dataDir = mkdtempSync(join(tmpdir(), "open-tax-authorization-"));
  let authorization: Authorization | undefined;
  const server: Server = createServer((request, response) => authorization!.handle(request, response));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const origin = `http://${host}:${(server.address() as AddressInfo).port}`;
  const prefix = name === "sandbox" ? "/sandbox" : "";
  const events = await Events.listen(database.connect, { warn: () => undefined });
  const environment: Environment = {
    name,
    issuer: `${origin}${prefix}/oauth`,
    resource: `${origin}${prefix}/graphql`,
    portalOrigin: origin,
    database,
    keys: await loadKeys(database.writer),
    clock: systemClock,
    events,
  };
  const failures: unknown[] = [];
  authorization = await createAuthorization({
    environment,
    origin,
    registry: fixtureRegistry,
    scopes: fixtureScopes,
    dataDir,
    log: {
      info: () => undefined,
      warn: (what) => void failures.push(what),
      error: (what) => void failures.push(what),
    },
    ...more,
  });
  return {
    environment,
    authorization,
    origin,
    dataDir,
    sampleKey: (appId) =>
      JSON.parse(readFileSync(join(dataDir, "sample-apps", `${appId}.jwk.json`), "utf8")) as JWK,
    async close() {
      await authorization!.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await events.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
      if (failures.length > 0)
        throw new AggregateError(
          failures.map((failure) => (failure as { error?: unknown }).error ?? failure),
          "the server failed during the test",
        );
    },
  };
}

/** The passwords of production's sample accounts, by login. */
export const passwordsOf = (server: TestServer): Record<string, string> =>
  JSON.parse(readFileSync(join(server.dataDir, "sample-apps", "production-accounts.json"), "utf8")) as Record<
    string,
    string
  >;
