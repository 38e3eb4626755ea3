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
];
