import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  birthDateOf,
  checkResidentId,
  makeResidentId,
  normaliseResidentId,
  ResidentIdScalar,
} from "./resident-id.ts";

const day = fc
  .integer({ min: 0, max: 40_000 })
  .map((n) => new Date(Date.UTC(1900, 0, 1 + n)).toISOString().slice(0, 10));
const residentId = fc
  .tuple(fc.stringMatching(/^[1-9]\d{5}$/), day, fc.integer({ min: 1, max: 999 }))
  .map(([region, born, sequence]) => makeResidentId(region, born, sequence));

describe("a resident identity number", () => {
  it.each(["11010519491231002X", "440524188001010014", "330106199003074517", "330106200002298880"])(
    "%s is valid",
    (id) => expect(checkResidentId(id)).toBeUndefined(),
  );

  it.each([
    ["330106200102298888", "ID_CARD_BIRTHDATE"],
    ["110105194912310021", "ID_CARD_CHECK_DIGIT"],
    ["330106900307451", "ID_CARD_LEGACY"],
    ["33010619900307451", "ID_CARD_FORMAT"],
    ["3301061990030745170", "ID_CARD_FORMAT"],
    ["33010619900307451Y", "ID_CARD_FORMAT"],
    ["330106199013074517", "ID_CARD_BIRTHDATE"],
    ["", "ID_CARD_FORMAT"],
  ])("%s is refused with %s", (id, code) => expect(checkResidentId(id)?.code).toBe(code));

  it("of somebody not yet born is refused, by the day of the caller's clock", () => {
    const id = makeResidentId("330106", "2026-11-24", 7);
    expect(checkResidentId(id, "2026-11-23")?.code).toBe("ID_CARD_BIRTHDATE");
    expect(checkResidentId(id, "2026-11-24")).toBeUndefined();
  });

  it("may end in a small x", () =>
    expect(normaliseResidentId("11010519491231002x")).toBe("11010519491231002X"));

  it("tells the day of birth", () => expect(birthDateOf("330106199003074517")).toBe("1990-03-07"));

  it("that was made is valid", () =>
    fc.assert(fc.property(residentId, (id) => checkResidentId(id) === undefined)));

  it("with any one digit mistyped is refused", () =>
    fc.assert(
      fc.property(residentId, fc.nat(16), fc.integer({ min: 0, max: 9 }), (id, place, digit) => {
        fc.pre(id[place] !== String(digit));
        return checkResidentId(id.slice(0, place) + digit + id.slice(place + 1)) !== undefined;
      }),
    ));

  it("with two neighbours swapped is refused", () =>
    fc.assert(
      fc.property(residentId, fc.nat(15), (id, place) => {
        fc.pre(id[place] !== id[place + 1]);
        return (
          checkResidentId(id.slice(0, place) + id[place + 1] + id[place] + id.slice(place + 2)) !== undefined
        );
      }),
    ));
});

it("the scalar ResidentId refuses with the problem's code", () => {
  expect(ResidentIdScalar.parseValue("11010519491231002x")).toBe("11010519491231002X");
  expect(() => ResidentIdScalar.parseValue("330106200102298888")).toThrow(
    expect.objectContaining({ extensions: expect.objectContaining({ code: "ID_CARD_BIRTHDATE" }) }),
  );
});
