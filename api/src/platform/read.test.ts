import { describe, expect, it } from "vitest";
import type { Context } from "./context.ts";
import { Column, Id, Model } from "./model.ts";
import { read, statement } from "./read.ts";

@Model({ zh: "叶。", en: "A leaf.", prefix: "leaf", owner: { taxpayer: ["taxpayerId"] } })
class Leaf {
  @Id()
  id!: string;

  @Column("text")
  taxpayerId!: string;
}

describe("a prepared statement", () => {
  it("numbers each named value once and leaves casts alone", () => {
    expect(
      statement("n", "select 1 where a = :id and b = :from::date and c = :id and d = :caller.taxpayerId"),
    ).toEqual({
      name: "n",
      text: "select 1 where a = $1 and b = $2::date and c = $1 and d = $3",
      values: ["id", "from", "caller.taxpayerId"],
    });
  });
});

describe("a read", () => {
  it("keeps ownership in force whatever its condition says", async () => {
    const asked: { text: string; values: unknown[] }[] = [];
    const reader = {
      query: async (query: (typeof asked)[number]) => ({ rows: [], asked: asked.push(query) }),
    };
    const context = { caller: { taxpayerId: "tp_1" }, environment: { database: { reader } } };
    await read(Leaf, "any", "false or true")(context as unknown as Context, {});
    expect(asked).toMatchObject([
      {
        text: expect.stringMatching(/where \(t\.taxpayer_id = \$1\) and \(false or true\)$/),
        values: ["tp_1"],
      },
    ]);
  });
});
