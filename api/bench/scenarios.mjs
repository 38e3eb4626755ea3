/** The taxpayer of the fixture whose invoices are read: T1. */
export const TAXPAYER = "tp_018f0000-0000-7000-8000-000000000001";
export const SAMPLE_INVOICES = 20_000;
const IDS = 1_000;

const byTaxpayer = {
  text: "select id from invoice where seller_id = $1 or buyer_id = $1 order by id limit $2",
  values: [TAXPAYER, IDS],
};

const lookup = {
  document: "query Lookup($id: ID!) { invoice(id: $id) { id number total issuedOn } }",
  async variables(pool) {
    const { rows } = await pool.query(byTaxpayer);
    return rows;
  },
};

/**
 * What is measured. `variables` says what the requests ask for, one after the other; `servers` are in the order of the
 * table, and the first of them gives the answers that the others have to give too. Where there are `steps`, one server is given
 * what these offer it, whatever it answers; `seconds` is how long by default.
 */
export const scenarios = {
  lookup: {
    title: "one invoice by id",
    ...lookup,
    servers: ["bare", "ours", "ours-secured", "unfederated", "apollo-gateway", "hive-gateway"],
  },
  authenticated: {
    title:
      "one invoice by id, by an app in production: token and proof, its release's document by hash, an entry in the ledger",
    ...lookup,
    servers: ["ours", "ours-secured", "ours-trusted"],
  },
  join20: {
    title: "twenty invoices joined with their buyers across two subgraphs",
    document:
      "query Join20($first: Int!) { invoices(direction: SALES, first: $first) { nodes { id number total buyer { name taxpayer { id name tin } } } } }",
    variables: async () => [{ first: 20 }],
    servers: ["unfederated", "ours", "ours-secured", "apollo-gateway", "hive-gateway"],
  },
  overload: {
    title: "the same in production when one, two and five times as much is offered as can be done",
    ...lookup,
    steps: "measureOverload",
    servers: ["ours-trusted"],
  },
  load: {
    title: "the same in production, 1,000 operations offered each second; --seconds 60 is the promise",
    ...lookup,
    steps: "measureLoad",
    seconds: 10,
    servers: ["ours-trusted"],
  },
  invoices: {
    title:
      "invoices read at two sizes of the database, and issued one by one and in batches; --scale 1000000 is the promise",
    alone: "measureInvoices",
    servers: ["invoicing"],
  },
};

/** What each server is, for `--list` and the table. */
export const servers = {
  bare: "fastify and pg: one prepared statement, no GraphQL",
  ours: "the platform's gateway and subgraphs in one process, the caller given",
  "ours-secured": "the same, with an access token and a fresh DPoP proof in each request",
  "ours-trusted":
    "the same, and only documents of the app's release by their hash, only consented fields, every answer in the sealed ledger first",
  invoicing: "the platform with its worker, on a database of each size; the caller given",
  unfederated: "the same resolvers in one schema behind the same door, run by graphql-js",
  "apollo-gateway": "@apollo/server and @apollo/gateway over the same subgraphs in process",
  "hive-gateway": "Hive gateway-runtime with the Rust planner over the same subgraphs in process",
};

/** Each ratio as [name, of this server, to that one], in CPU time per request. */
export const ratios = [
  ["oursVsBare", "ours", "bare"],
  ["apolloGatewayVsOurs", "apollo-gateway", "ours"],
  ["hiveGatewayVsOurs", "hive-gateway", "ours"],
  ["oursVsUnfederated", "ours", "unfederated"],
  ["securedVsOpen", "ours-secured", "ours"],
  ["trustedVsOpen", "ours-trusted", "ours"],
];
