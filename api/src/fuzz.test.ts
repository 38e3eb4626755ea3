import { afterAll, beforeAll, expect, it } from "vitest";
import { bodyFuzzer } from "./testing/body-fuzzer.ts";
import { type Fuzzer, fuzz } from "./testing/fuzz.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";
import { queryFuzzer } from "./testing/query-fuzzer.ts";
import { tokenFuzzer } from "./testing/token-fuzzer.ts";

/* Bad input by the thousand. `npm run fuzz` does more of the same, with any seed. */

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform.close());

/** How long an answer takes is for the command to judge, on a machine that does nothing else. */
const CLEAN = { accepted: 0, serverErrors: 0 };

it("lets no mutated token or proof in", async () => {
  const report = await fuzz("tokens", await tokenFuzzer(platform), { count: 20_000, seed: 7 });
  expect(report).toMatchObject(CLEAN);
  expect(report.answers["401 DPOP_REPLAYED"]).toBeGreaterThan(0);
}, 120_000);

it("answers whatever query it is asked, and blames itself for none", async () => {
  expect(await fuzz("queries", await queryFuzzer(platform), { count: 2_000, seed: 7 })).toMatchObject(CLEAN);
}, 120_000);

it("takes whatever bytes come", async () => {
  expect(await fuzz("bodies", await bodyFuzzer(platform), { count: 2_000, seed: 7 })).toMatchObject(CLEAN);
}, 120_000);

it("notices what it looks for", async () => {
  const letsIn: Fuzzer = {
    request: async (_, index) => ({
      answer: "200",
      accepted: index === 3,
      serverError: index === 5,
      example: index,
    }),
  };
  expect(await fuzz("itself", letsIn, { count: 10, seed: 1 })).toMatchObject({
    accepted: 1,
    serverErrors: 1,
    examples: [
      { index: 3, answer: "200", example: 3 },
      { index: 5, answer: "200", example: 5 },
    ],
    ok: false,
  });
});
