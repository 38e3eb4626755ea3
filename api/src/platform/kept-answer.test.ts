import { expect, it } from "vitest";
import { subgraphs } from "../subgraphs.ts";
import { kept } from "./kept-answer.ts";
import { attributes, type Class, metaOf } from "./model.ts";

const models = subgraphs.flatMap(({ models }) => models);

/** A record each property of which holds a value that occurs nowhere else. */
const planted = (model: Class) =>
  Object.assign(
    Object.create(model.prototype),
    Object.fromEntries([...attributes(model).keys()].map((property) => [property, `«${property}»`])),
  ) as object;
const sensitive = (model: Class) =>
  [...attributes(model).values()].flatMap(({ property, class: level }) => (level === "C4" ? [property] : []));

it.each(models.map((model) => [model.name, model] as const))(
  "of a %s nothing of class C4 is kept",
  (_, model) => {
    for (const answer of [
      kept(planted(model)),
      kept([{ within: planted(model) }]),
      kept({ ...planted(model) }, model),
      kept([{ ...planted(model) }], [model]),
    ]) {
      const text = JSON.stringify(answer);
      for (const { property } of attributes(model).values())
        expect([property, text.includes(`«${property}»`)]).toEqual([
          property,
          !sensitive(model).includes(property),
        ]);
    }
  },
);

it("the records that hold sensitive data are known, and say where it is read again", () => {
  const known = models.filter((model) => sensitive(model).length > 0);
  expect(known.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["Person", "LotteryPrize", "Invoice", "InvoiceRequest"]),
  );
  for (const model of known)
    expect(kept(planted(model))).toMatchObject({
      __again: { model: model.name, id: `«${metaOf(model).key}»`, properties: sensitive(model) },
    });
});
