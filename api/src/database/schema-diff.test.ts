import { Entity, Index, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import { afterAll, beforeAll, expect, it } from "vitest";
import { asOwner, loginOf } from "./connect.ts";
import { schemaDiff } from "./schema-diff.ts";
import { TEST_SERVER_URL, testDatabase } from "./testing.ts";

@Entity({ tableName: "crate" })
class Crate {
  @PrimaryKey({ type: "text" })
  id!: string;

  @Index()
  @Property({ type: "text" })
  label!: string;
}

@Entity({ tableName: "crate" })
class TallerCrate {
  @PrimaryKey({ type: "text" })
  id!: string;

  @Index()
  @Property({ type: "text" })
  label!: string;

  @Property({ type: "integer", nullable: true })
  height?: number;
}

let database: Awaited<ReturnType<typeof testDatabase>>;
const login = () => ({ ...loginOf(process.env[TEST_SERVER_URL] as string), database: database.name });

beforeAll(async () => {
  database = await testDatabase([Crate]);
});

afterAll(() => database.drop());

it("finds none between a class and its own table, tables without a class set aside", async () => {
  expect(await asOwner(login(), (owner) => schemaDiff(owner, login(), [Crate]))).toEqual({
    up: [],
    down: [],
  });
});

it("finds a new column, and the way back", async () => {
  const { up, down } = await asOwner(login(), (owner) => schemaDiff(owner, login(), [TallerCrate]));
  expect(up).toEqual(['alter table "crate" add "height" int null']);
  expect(down).toEqual(['alter table "crate" drop column "height"']);
});

it("leaves alone the indexes a migration made by hand", async () => {
  await asOwner(login(), (owner) =>
    owner.query("create index crate_short_by_hand on crate (label) where length(label) < 3"),
  );
  expect((await asOwner(login(), (owner) => schemaDiff(owner, login(), [Crate]))).up).toEqual([]);
});
