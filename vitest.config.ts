import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Without it Vite takes graphql's .mjs and Node its .js: two copies, and every schema is of the other realm. */
const oneGraphql = { find: /^graphql$/, replacement: path("./node_modules/graphql/index.js") };
/** The SDK's pure parts, which the server shares, are tested as they stand in the sources. */
const manifest = [
  { find: /^@open-tax\/sdk\/manifest$/, replacement: path("./sdk/src/manifest/manifest.ts") },
  { find: /^@open-tax\/sdk\/verify\/(.+)$/, replacement: `${path("./sdk/src/verify/")}$1.ts` },
  { find: /^@open-tax\/sdk\/manifest\/(.+)$/, replacement: `${path("./sdk/src/manifest/")}$1.ts` },
];

const project = (name: string, include: string[], more: object = {}) => ({
  resolve: { alias: [oneGraphql, ...manifest] },
  test: {
    name,
    include,
    root: path("."),
    environment: "node" as const,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    ...more,
  },
});

const withDatabase = {
  setupFiles: [path("./api/src/database/testing.reflect.ts")],
  globalSetup: [path("./api/src/database/testing.setup.ts")],
};

/** A process loads the sources once for all of its files. What replaces a module is named `.isolated.test.ts`. */
const shared = { isolate: false };

export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 2,
    projects: [
      project("api", ["api/src/**/*.test.ts"], {
        ...withDatabase,
        ...shared,
        exclude: ["**/*.isolated.test.ts"],
      }),
      project("api, isolated", ["api/src/**/*.isolated.test.ts"], withDatabase),
      project("sdk", ["sdk/src/**/*.test.ts"], shared),
      project("portal", ["portal/src/**/*.test.ts", "portal/{scripts,plugins}/**/*.test.ts"], shared),
      project("examples", ["examples/**/*.test.ts"], {
        testTimeout: 60_000,
        fileParallelism: false,
        ...withDatabase,
      }),
    ],
  },
});
