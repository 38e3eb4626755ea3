import { describe, expect, it } from "vitest";
import { statement } from "./read.ts";

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
