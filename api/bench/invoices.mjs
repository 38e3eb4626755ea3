import { join } from "node:path";
import { projectRoot } from "../dist/config.js";
import { prepareDatabase } from "./database.mjs";
import { onServerCore } from "./pinning.mjs";
import { Program } from "./program.mjs";
import { TAXPAYER } from "./scenarios.mjs";

/** How many invoices there are where a look-up is measured; `--scale 1000000` asks for more, which takes two minutes to make. */
const SCALES = [10_000, 100_000];
const ROUNDS = 3;
const CLIENTS = 8;
const BATCH = 100;
/** Where in a seller's list the deep page lies, and how it is walked to. */
const DEEP = { share: 0.9, step: 100 };
const VERIFIED = 6_000;

const LIST = `query ($first: Int!, $after: String) { invoices(direction: SALES, first: $first, after: $after) {
  nodes { id number total issuedOn } pageInfo { endCursor } } }`;
const BY_ID = "query ($id: ID!) { invoice(id: $id) { id number total issuedOn } }";
const VERIFY = "query ($input: VerifyInvoiceInput!) { verifyInvoice(input: $input) { outcome status } }";
const ISSUE = `mutation ($input: IssueInvoiceInput!) { issueInvoice(input: $input) {
  invoice { id number total } userErrors { code } } }`;
const ACCEPT = `mutation ($input: IssueInvoiceBatchInput!) { issueInvoiceBatch(input: $input) {
  requestId userErrors { code } } }`;
const RESULT = `query ($id: ID!) { issueResult(requestId: $id) { state issued refused items { invoice { number } } } }`;

const line = {
  name: "便携式计算机",
  taxClassCode: "1090511010000000000",
  amount: "100.00",
  taxRate: "0.13",
  taxAmount: "13.00",
};
const INVOICE = {
  kind: "DIGITAL_PLAIN",
  buyer: { kind: "ENTERPRISE", name: "样例软件（杭州）有限公司", tin: "91330106MA2DEM025N" },
  lines: [line],
  amount: "100.00",
  taxAmount: "13.00",
  total: "113.00",
};

/** A database with so many invoices, and a platform on it. */
class Scaled {
  #database;
  #program = new Program("./invoice-server.mjs", "the platform", onServerCore());

  constructor(scale) {
    this.scale = scale;
  }

  async start(config, clients, say) {
    // Each size has a folder of its own, which stays: only the first time takes long.
    const own = {
      ...config,
      databaseUrl: undefined,
      dataDir: join(projectRoot, `.open-tax/bench-invoices-${this.scale}`),
    };
    this.#database = await prepareDatabase(own, this.scale, say);
    const { url } = this.#database;
    const { port } = await this.#program.ask({ does: "serve", url, config: own });
    this.origin = `http://127.0.0.1:${port}`;
    this.clients = clients;
  }

  ask(query, variables) {
    return this.clients.ask({ does: "ask", origin: this.origin, query, variables });
  }
  rows(text, values) {
    return this.#database.environment.database.reader.query(text, values).then(({ rows }) => rows);
  }
  tell(question) {
    return this.#program.ask(question);
  }

  /** One round: what came back, and the processor time of each answer. */
  async round(load) {
    await this.tell({ does: "forget" });
    await this.tell({ does: "count" });
    const figures = await this.clients.ask({ origin: this.origin, ...load });
    const { micros, databaseMicros } = await this.tell({ does: "counted" });
    if (figures.errors > 0) throw new Error(`${figures.errors} wrong answers: ${figures.wrong}`);
    if (figures.requests === 0)
      throw new Error("nothing was answered in a whole round; give it more --seconds");
    return {
      ...figures,
      cpuMicros: micros / figures.requests,
      databaseMicros: databaseMicros / figures.requests,
    };
  }

  async stop() {
    await this.#program.stop();
    await this.#database?.close();
  }
}

const request = (query, variables, contains) => ({ body: JSON.stringify({ query, variables }), contains });

/** What is read, in each database: its requests. */
async function readsOf(scaled) {
  const [{ count }] = await scaled.rows("select count(*)::int as count from invoice where seller_id = $1", [
    TAXPAYER,
  ]);
  const ids = await scaled.rows("select id from invoice where seller_id = $1 order by md5(id) limit 500", [
    TAXPAYER,
  ]);
  let deep = null;
  for (let walked = 0; walked + DEEP.step <= count * DEEP.share; walked += DEEP.step) {
    const { invoices } = await scaled.ask(LIST, { first: DEEP.step, after: deep });
    deep = invoices.pageInfo.endCursor;
  }
  const page = async (after) => {
    const { invoices } = await scaled.ask(LIST, { first: 20, after });
    return [request(LIST, { first: 20, after }, invoices.nodes[0].id)];
  };
  const digital = await scaled.rows(
    `select kind, number, issued_on::text as "issuedOn", total::text as "totalIncl" from invoice
     where kind in ('DIGITAL_SPECIAL', 'DIGITAL_PLAIN') and sign = 'BLUE' and issued_on > current_date - 700 order by md5(id) limit $1`,
    [VERIFIED],
  );
  return {
    "invoice(id)": ids.map(({ id }) => request(BY_ID, { id }, id)),
    "invoices, first page": await page(null),
    "invoices, deep page": await page(deep),
    verifyInvoice: digital.map((input) => request(VERIFY, { input }, '"outcome":"MATCH"')),
  };
}

const issueRequest = () =>
  request(ISSUE, { input: { ...INVOICE, idempotencyKey: "$KEY" } }, '"userErrors":[]');

/** Numbers that clients were given: each once, and all of them stored. */
async function clientVerified(scaled, numbers) {
  const [{ stored }] = await scaled.rows(
    "select count(distinct number)::int as stored from invoice where number = any($1)",
    [numbers],
  );
  return {
    given: numbers.length,
    twice: numbers.length - new Set(numbers).size,
    lost: new Set(numbers).size - stored,
  };
}

/** What issuing does on the smaller database: by eight clients one by one, of one seller and of eight, and in batches. */
async function issuing(scaled, seconds, say) {
  const sellers = await scaled.rows(
    `select id from taxpayer where starts_with(region_code, '33') and vat_status = 'GENERAL' and status = 'NORMAL' order by id limit 8`,
  );
  const steps = {
    "issueInvoice, one seller": { sellers: [TAXPAYER], load: { does: "load", requests: [issueRequest()] } },
    "issueInvoice, eight sellers": {
      sellers: sellers.map(({ id }) => id),
      load: { does: "load", requests: [issueRequest()] },
    },
    "issueInvoiceBatch of 100": {
      sellers: [TAXPAYER],
      load: { does: "batches", accept: ACCEPT, result: RESULT, input: INVOICE, size: BATCH },
    },
  };
  const measured = {};
  for (const [name, { sellers: taxpayers, load }] of Object.entries(steps)) {
    say(`${name} …`);
    await scaled.tell({ does: "sellers", taxpayers });
    const rounds = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const figures = await scaled.round({ ...load, clients: CLIENTS, seconds });
      if (round > 0) rounds.push({ ...figures, ...(await clientVerified(scaled, figures.numbers)) });
    }
    measured[name] = rounds;
  }
  await scaled.tell({ does: "sellers", taxpayers: [TAXPAYER] });
  return { measured, audit: await scaled.tell({ does: "audit" }) };
}

/** Reads at each size in turn, then issuing. */
export async function measureInvoices({ config, seconds, scale, say }) {
  const clients = new Program("./invoice-clients.mjs", "the clients");
  const scales = scale ? [SCALES[0], scale] : SCALES;
  const all = scales.map((each) => new Scaled(each));
  try {
    for (const scaled of all) await scaled.start(config, clients, say);
    const reads = [];
    for (const scaled of all) reads.push(await readsOf(scaled));
    const measured = new Map();
    for (const name of Object.keys(reads[0])) {
      say(`${name} …`);
      for (let round = 0; round <= ROUNDS; round++)
        for (const [i, scaled] of all.entries()) {
          const figures = await scaled.round({
            does: "load",
            requests: reads[i][name],
            clients: CLIENTS,
            seconds,
          });
          const key = `${name} of ${scaled.scale}`;
          if (round > 0) measured.set(key, [...(measured.get(key) ?? []), figures]);
        }
    }
    const writes = await issuing(all[0], seconds, say);
    return { scales, reads: measured, ...writes };
  } finally {
    await clients.stop();
    await Promise.all(all.map((scaled) => scaled.stop()));
  }
}
