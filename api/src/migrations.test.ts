import { afterAll, beforeAll, expect, it } from "vitest";
import { asOwner, loginOf } from "./database/connect.ts";
import { schemaDiff } from "./database/schema-diff.ts";
import { TEST_SERVER_URL, testDatabase } from "./database/testing.ts";
import { entities } from "./subgraphs.ts";

let database: Awaited<ReturnType<typeof testDatabase>>;

beforeAll(async () => {
  database = await testDatabase();
});

afterAll(() => database.drop());

it("leaves no difference between the migrated database and the entities (npm run migration -- create NAME)", async () => {
  const login = { ...loginOf(process.env[TEST_SERVER_URL] as string), database: database.name };
  const { up } = await asOwner(login, (owner) => schemaDiff(owner, login, entities));
  expect(up).toEqual([]);
});
