// The arrows of the house: who may import whom. `npm run arrows` holds them.
const boards = "registry|consents|app-square|collaboration|tax-handling|invoices|information|intelligence";
const board = `^api/src/(${boards})/`;
/** Tests and what serves them. */
const test = "(\\.test|testing|testing\\.setup)\\.ts$|^api/src/testing/";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "platform-knows-no-tax",
      comment:
        "The kernel knows callers, consent and money, but no tax rule: it imports no subgraph and nothing built on it.",
      severity: "error",
      from: { path: "^api/src/platform/", pathNot: test },
      to: {
        path: `^api/src/(${boards}|identifiers|gateway|authorization|commands)/|^api/src/(main|server|subgraphs)\\.ts$`,
      },
    },
    {
      name: "identifiers-are-pure",
      comment:
        "Identifier checks and scalars are importable by all, so they import nothing but refusals and scalars of the kernel.",
      severity: "error",
      from: { path: "^api/src/identifiers/", pathNot: test },
      to: {
        path: "^(api|sdk|portal|examples)/",
        pathNot: "^api/src/identifiers/|^api/src/platform/(refusal|scalars)\\.ts$",
      },
    },
    {
      name: "boards-meet-by-federation",
      comment:
        "A board never imports another board: they meet by @key, by events, or through the other's read-only facts.ts.",
      severity: "error",
      from: { path: board, pathNot: test },
      to: { path: board, pathNot: "^api/src/$1/|/facts\\.ts$" },
    },
    {
      name: "boards-know-no-surface",
      comment:
        "A board does not know how it is served: nothing of the gateway, the authorization server or the start.",
      severity: "error",
      from: { path: board, pathNot: test },
      to: {
        path: "^api/src/(gateway|authorization|commands)/|^api/src/(main|server|subgraphs|config)\\.ts$",
      },
    },
    {
      name: "surfaces-see-facts",
      comment:
        "gateway/ and authorization/ import of a board only facts.ts, and of consents also commands.ts and ledger.ts.",
      severity: "error",
      from: { path: "^api/src/(gateway|authorization)/", pathNot: test },
      to: { path: board, pathNot: "/facts\\.ts$|^api/src/consents/(commands|ledger)\\.ts$" },
    },
    {
      name: "surfaces-stand-apart",
      comment: "Gateway and authorization server can run in different processes: neither imports the other.",
      severity: "error",
      from: { path: "^api/src/(gateway|authorization)/", pathNot: test },
      to: { path: "^api/src/(gateway|authorization)/", pathNot: "^api/src/$1/" },
    },
    {
      name: "database-knows-no-subgraph",
      comment: "Entities come to the database as a parameter; the law that a migration loads is plain data.",
      severity: "error",
      from: { path: "^api/src/database/", pathNot: test },
      to: {
        path: `^api/src/(${boards}|gateway|authorization|commands)/|^api/src/(main|server|subgraphs)\\.ts$`,
        pathNot:
          "^api/src/registry/(rules/law/|calendar/arrangements|code-data|credit-indicators|industry-classes)|/tax-class-data\\.ts$",
      },
    },
    {
      name: "rules-are-pure",
      comment:
        "resolver → service → rules → noun: the law fetches nothing and knows neither use case nor door.",
      severity: "error",
      from: { path: "\\.rules\\.ts$" },
      to: {
        path: "\\.(service|resolver|queries)\\.ts$|/facts\\.ts$|^api/src/(database|gateway|authorization)/|^api/src/platform/(context|read)\\.ts$",
      },
    },
    {
      name: "services-know-no-door",
      comment: "resolver → service: a use case does not know who calls it.",
      severity: "error",
      from: {
        path: "(\\.(service|queries)|/facts|/commands|/ledger)\\.ts$",
        pathNot: "^api/src/(platform|commands)/",
      },
      to: { path: "\\.resolver\\.ts$" },
    },
    {
      name: "nouns-come-first",
      comment:
        "A noun imports the kernel and other nouns of its board, never the use cases or doors built on it.",
      severity: "error",
      from: {
        path: board,
        pathNot:
          "\\.(rules|service|resolver|queries|test|testing)\\.ts$|/(subgraph|operations|facts|commands|ledger|testing)\\.ts$",
      },
      to: { path: "\\.(service|resolver)\\.ts$" },
    },
    {
      name: "api-uses-the-pure-sdk",
      comment:
        "examples → sdk → schema ← api; the server shares only the SDK's pure parts: manifest, preflight, verify.",
      severity: "error",
      from: { path: "^api/src/" },
      to: { path: "^(sdk|examples|portal)/", pathNot: "^sdk/(src|dist)/(manifest|preflight|verify)/" },
    },
    {
      name: "sdk-knows-the-schema-only",
      comment: "examples → sdk → schema: a vendor installs the SDK without the platform.",
      severity: "error",
      from: { path: "^sdk/" },
      to: { path: "^(api|examples|portal)/" },
    },
    {
      name: "examples-use-the-sdk-only",
      comment:
        "An example shows what a vendor can do, so it imports what a vendor has; its test starts the platform.",
      severity: "error",
      from: { path: "^examples/", pathNot: test },
      to: { path: "^(api|portal)/" },
    },
    {
      name: "tests-are-leaves",
      comment:
        "Tests and what serves them are imported by tests, and by the commands that run them at length.",
      severity: "error",
      from: { pathNot: [test, "^api/src/commands/"] },
      to: { path: test },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|build|node_modules|bench)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "api/tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".mjs", ".js"],
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "default"],
    },
  },
};
