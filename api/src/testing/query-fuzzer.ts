import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildASTSchema, parse } from "graphql";
import { Pool } from "undici";
import { projectRoot } from "../config.ts";
import { consentedApp, graphOf } from "./app.ts";
import type { Fuzzer } from "./fuzz.ts";
import { anyRequest } from "./generated-queries.ts";
import type { TestPlatform } from "./platform.ts";

/** Anybody, and now and then an app with a consent, who asks whatever comes to mind. */
export async function queryFuzzer(platform: TestPlatform): Promise<Fuzzer> {
  const sdl = readFileSync(join(projectRoot, "schema/api.graphql"), "utf8");
  const schema = buildASTSchema(parse(sdl), { assumeValidSDL: true });
  const graph = graphOf(platform);
  const pool = new Pool(graph.origin, { connections: 16 });
  const vendor = await consentedApp(platform);

  const anonymously = async (body: string) => {
    const { statusCode, body: answered } = await pool.request({
      path: graph.pathname,
      method: "POST",
      headers: { "content-type": "application/json", "x-forwarded-for": "198.51.100.7" },
      body,
    });
    return { status: statusCode, ...((await answered.json()) as { data?: unknown; errors?: unknown[] }) };
  };

  return {
    async control() {
      const { status, data } = await vendor.ask("{ myTaxpayer { id } }");
      if (status === 429) return;
      if (status !== 200 || !data?.myTaxpayer) throw new Error(`a plain request was refused: ${status}`);
    },
    async request(random, index) {
      const request = anyRequest(random, schema);
      const { status, errors = [] } =
        index % 4 === 0
          ? await vendor.ask(request.query, request.variables)
          : await anonymously(JSON.stringify(request));
      const codes = new Set(
        errors.map((error) => (error as { extensions?: { code?: string } }).extensions?.code),
      );
      return {
        answer: `${status} ${[...codes].sort().slice(0, 3).join(" ")}`,
        serverError: status >= 500 || codes.has("INTERNAL") || codes.has(undefined),
        example: { request, errors: errors.slice(0, 2) },
      };
    },
  };
}
