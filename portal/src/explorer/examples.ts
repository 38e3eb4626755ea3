/** A saved query; `title` and `titleEn` are shown on its button. */
export interface SavedQuery {
  id: string;
  title: string;
  titleEn: string;
  /** True when it reads a taxpayer's data and therefore needs a signed-in person. */
  signedIn: boolean;
  document: string;
  variables?: Record<string, unknown>;
}

/** Held against the published schema by `scripts/check.mjs`. */
export const savedQueries: SavedQuery[] = [
  {
    id: "authority",
    title: "查税务机关",
    titleEn: "A tax authority",
    signedIn: false,
    document: `# 公开查询，无需登录 · public, no sign-in
query TaxAuthority($code: AuthorityCode!) {
  taxAuthority(code: $code) {
    name
    level
  }
}
`,
    variables: { code: "13301060000" },
  },
  {
    id: "invoices",
    title: "我的发票",
    titleEn: "My invoices",
    signedIn: true,
    document: `query MyInvoices($first: Int!) {
  invoices(direction: SALES, first: $first) {
    nodes {
      number
      issuedAt
      total
      buyer { name }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
    variables: { first: 5 },
  },
  {
    id: "federated",
    title: "发票 → 销方 → 主管机关",
    titleEn: "Invoice → seller → authority",
    signedIn: true,
    document: `# 一次查询，跨两个子图 · one query, two subgraphs
query SellersOfMyInvoices {
  invoices(direction: SALES, first: 3) {
    nodes {
      number
      seller {
        name
        taxpayer {
          tin
          authority { name level }
        }
      }
    }
  }
}
`,
  },
  {
    id: "consents",
    title: "我的授权",
    titleEn: "My consents",
    signedIn: true,
    document: `query MyConsents {
  myConsents(first: 10) {
    nodes {
      id
      appId
      status
      purposeCode
      expiresAt
    }
  }
}
`,
  },
  {
    id: "withdraw",
    title: "撤回授权",
    titleEn: "Withdraw a consent",
    signedIn: true,
    document: `# consentId 取自“我的授权” · consentId comes from “My consents”
mutation WithdrawConsent($input: RevokeConsentInput!) {
  revokeConsent(input: $input) {
    consent { id status revokedAt }
    userErrors { code message messageEn }
  }
}
`,
    /** A key of its own each time it is read: two withdrawals are two acts. */
    get variables() {
      return { input: { consentId: "", idempotencyKey: crypto.randomUUID() } };
    },
  },
  {
    id: "changes",
    title: "授权变化（实时）",
    titleEn: "Consent changes, live",
    signedIn: true,
    document: `# 运行后保持打开，授权给出或撤回时收到一条 · leave it running: one event for each change
subscription ConsentChanges {
  consentChanged {
    id
    appId
    status
    expiresAt
  }
}
`,
  },
];
