import { type AuditResult, serverAudits } from "graphql-http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { memoryExecutor, startGateway, type TestGateway } from "./gateway.testing.ts";

const SDL = "type Query { hello: String }";
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway(SDL, memoryExecutor(SDL, { Query: { hello: () => "world" } }));
});
afterAll(() => gateway.stop());

it("passes every audit of GraphQL over HTTP", async () => {
  const audits = serverAudits({ url: gateway.url });
  const results: AuditResult[] = [];
  for (const audit of audits) results.push(await audit.fn());
  const count = (status: string) => results.filter((result) => result.status === status).length;
  const findings = results
    .filter(({ status }) => status !== "ok")
    .map(
      (result) => `${result.status} ${result.id} ${result.name}: ${"reason" in result ? result.reason : ""}`,
    );
  console.info(
    `graphql-http audits: ${count("ok")} ok, ${count("notice")} notices, ${count("warn")} warnings, ${count("error")} errors of ${audits.length}`,
  );
  expect(findings).toEqual([]);
  expect(results).toHaveLength(61);
});
