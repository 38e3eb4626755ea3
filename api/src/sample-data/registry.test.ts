import { describe, expect, it } from "vitest";
import { checkResidentId } from "../identifiers/resident-id.ts";
import { checkTin } from "../identifiers/tin.ts";
import { checkUscc } from "../identifiers/uscc.ts";
import { Invoice } from "../invoices/invoice.ts";
import { InvoiceLine } from "../invoices/invoice-line.ts";
import { metaOf } from "../platform/model.ts";
import { authorityTree } from "../registry/authority-tree.ts";
import { CreditGrade } from "../registry/credit-grade.ts";
import { divisions, streetsOf } from "../registry/divisions.ts";
import { Person, PersonRole } from "../registry/person.ts";
import { TaxTypeRegistration } from "../registry/tax-type-registration.ts";
import { Taxpayer } from "../registry/taxpayer.ts";
import { LAST_DAY } from "./calendar.ts";
import { CREDIT_GRADE, INVOICE, LINE, PERSON, ROLE, TAX_TYPE_REGISTRATION, TAXPAYER } from "./columns.ts";
import { sampleRegistry } from "./registry.ts";
import { creditGrades, taxTypeRegistrations } from "./standing.ts";

const registry = sampleRegistry();
const taxpayers = new Map(registry.taxpayers.map((taxpayer) => [taxpayer.id, taxpayer]));

describe("the sample's taxpayers", () => {
  it("are the fixture and 200 others in five provinces, each with another name, number and id", () => {
    expect(registry.taxpayers).toHaveLength(205);
    for (const key of ["id", "tin", "name"] as const)
      expect(new Set(registry.taxpayers.map((taxpayer) => taxpayer[key])).size).toBe(205);
    expect(new Set(registry.taxpayers.map(({ regionCode }) => regionCode.slice(0, 2))).size).toBe(5);
  });

  it("have valid numbers, regions and authorities that exist", () => {
    const regions = divisions();
    const known = new Set(regions.map(({ code }) => code));
    const authorities = new Set(
      authorityTree(regions, { 330106: streetsOf("330106") }).map(({ code }) => code),
    );
    for (const { tin, uscc, regionCode, authorityCode } of registry.taxpayers) {
      expect(checkTin(tin)).toBeUndefined();
      if (uscc) expect(checkUscc(uscc)).toBeUndefined();
      expect(known).toContain(regionCode);
      expect(authorities).toContain(authorityCode);
    }
  });

  it("have people in office with valid identity numbers, one legal representative each", () => {
    for (const { idNo } of registry.persons) expect(checkResidentId(idNo, LAST_DAY)).toBeUndefined();
    const people = new Set(registry.persons.map(({ id }) => id));
    expect(people.size).toBe(registry.persons.length);
    expect(
      registry.roles.every(({ personId, taxpayerId }) => people.has(personId) && taxpayers.has(taxpayerId)),
    ).toBe(true);
    const heads = registry.roles
      .filter(({ role }) => role === "LEGAL_REP" || role === "SELF")
      .map(({ taxpayerId }) => taxpayerId);
    expect(heads.sort()).toEqual([...taxpayers.keys()].sort());
  });

  it("have standing with ids of their own", () => {
    const standing = [...taxTypeRegistrations(registry.taxpayers), ...creditGrades(registry.taxpayers)].map(
      ({ id }) => id,
    );
    expect(new Set(standing).size).toBe(standing.length);
    expect(
      standing.every((id) =>
        /^[a-z]+_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/.test(id),
      ),
    ).toBe(true);
  });
});

describe("what is stored", () => {
  it.each([
    [Taxpayer, TAXPAYER],
    [Person, PERSON],
    [PersonRole, ROLE],
    [TaxTypeRegistration, TAX_TYPE_REGISTRATION],
    [CreditGrade, CREDIT_GRADE],
    [Invoice, INVOICE],
    [InvoiceLine, LINE],
  ])("of %o is a column of its table, and every one that must be filled", (model, columns) => {
    const stored = [...metaOf(model).attributes.values()].filter(({ stored }) => stored);
    expect(stored.map(({ property }) => property)).toEqual(expect.arrayContaining([...columns]));
    const needed = stored.filter(({ nullable }) => !nullable).map(({ property }) => property);
    expect(columns).toEqual(expect.arrayContaining(needed));
  });
});
