import { Arg, Ctx, ID, Resolver } from "type-graphql";
import { expect, it } from "vitest";
import { plant } from "./commands/audit-tenancy-canaries.ts";
import { auditTenancy, type TenancyReport } from "./commands/audit-tenancy-run.ts";
import type { Context } from "./platform/context.ts";
import { type Class, Column, Derived, Id, Model, Text } from "./platform/model.ts";
import { operations } from "./platform/operation.ts";
import { Parent } from "./platform/parent.ts";
import { loadOne, read, readAnyone } from "./platform/read.ts";
import { buildSubgraph, type Subgraph } from "./platform/subgraph.ts";
import { testEnvironment } from "./platform/testing.ts";
import { subgraphs } from "./subgraphs.ts";

async function audited(parts: readonly Subgraph[], stride: number): Promise<TenancyReport> {
  const models = parts.flatMap((part) => part.models);
  const environment = await testEnvironment(models);
  try {
    const planted = await plant(environment.database, models);
    const built = parts.map(buildSubgraph);
    return await auditTenancy({ environment, subgraphs: built, models, planted, stride });
  } finally {
    await environment.close();
  }
}

it("shows nothing of a taxpayer to anybody who must not see it, by any way there is", async () => {
  const { found, ...report } = await audited(subgraphs, 29);
  expect(found).toEqual([]);
  expect(report).toMatchObject({ leaks: 0, canariesFound: 0, unreached: [], ok: true });
  expect(report.seenByOwner).toBeGreaterThan(40);
  expect(report.cases).toBeGreaterThan(1_000);
}, 300_000);

/* A subgraph with a mistake of each kind. */

const { scopes, Reads } = operations("diaries", {
  "diary:read": { zh: "看日记", en: "Read diaries", class: "C3" },
});

@Model({
  zh: "日记。",
  en: "A diary.",
  prefix: "dia",
  owner: { taxpayer: ["taxpayerId"] },
  scope: "diary:read",
})
class Diary {
  @Id()
  id!: string;

  @Column("text")
  taxpayerId!: string;

  @Text("内容。", "What it says.", { class: "C3" })
  entry!: string;

  @Text("电话。", "A telephone.", { class: "C4", mask: "PHONE" })
  phone!: string;
}

type ByIds = { ids: readonly string[] };
const own = read<Diary, ByIds>(Diary, "own", "t.id = any(:ids)");
const anyones = readAnyone<Diary, ByIds>(Diary, "anyones", "t.id = any(:ids)", "a mistake, on purpose");
const one = { zh: "一篇。", en: "One.", scope: "diary:read", consent: true, nullable: true } as const;

@Resolver(() => Diary)
class Careful {
  @Reads(() => Diary, one)
  diary(@Ctx() context: Context, @Arg("id", () => ID) id: string) {
    return loadOne(context, own, id);
  }
}

@Resolver(() => Diary)
class Careless {
  @Reads(() => Diary, one)
  anyDiary(@Ctx() context: Context, @Arg("id", () => ID) id: string) {
    return loadOne(context, anyones, id);
  }
}

@Resolver(() => Diary)
class Talkative {
  @Reads(() => Diary, one)
  async brokenDiary(@Ctx() context: Context, @Arg("id", () => ID) id: string): Promise<Diary | null> {
    const [diary] = await anyones(context, { ids: [id] });
    throw Object.assign(new Error("cannot be shown"), { extensions: { code: "FORBIDDEN_SCOPE", diary } });
  }
}

@Resolver(() => Diary)
class Unmasked {
  @Reads(() => Diary, one)
  diaryInClear(@Ctx() context: Context, @Arg("id", () => ID) id: string) {
    return loadOne(context, own, id);
  }

  @Derived(() => String, "电话，未脱敏。", "The telephone, unmasked by mistake.", {
    class: "C4",
    clear: "a mistake, on purpose",
  })
  telephone(@Parent() { phone }: Diary): string {
    return phone;
  }
}

const diaries = (resolver: Class): Subgraph => ({
  name: "diaries",
  models: [Diary],
  resolvers: [resolver],
  scopes,
});

it("finds nothing in a subgraph without a mistake", async () => {
  expect(await audited([diaries(Careful)], 1)).toMatchObject({ leaks: 0, ok: true, unseen: [] });
});

it("finds a read past ownership, by both ways in", async () => {
  const { found, ok } = await audited([diaries(Careless)], 1);
  expect(ok).toBe(false);
  const shown = { role: "app of another taxpayer", root: "Query.anyDiary", columns: ["Diary.entry"] };
  expect(found).toContainEqual({ ...shown, coordinate: "Diary.entry", through: "subgraph" });
  expect(found).toContainEqual({ ...shown, coordinate: "Diary.entry", through: "graph" });
});

it("finds a value in an error", async () => {
  const { found, ok } = await audited([diaries(Talkative)], 1);
  expect(ok).toBe(false);
  expect(found.map(({ root }) => root)).toContain("Query.brokenDiary");
});

it("finds a mask forgotten, for whoever may read the rest", async () => {
  const { found, ok } = await audited([diaries(Unmasked)], 1);
  expect(ok).toBe(false);
  expect(found.map(({ coordinate }) => coordinate)).toContain("Diary.telephone");
});
