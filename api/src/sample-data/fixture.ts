import { INDUSTRIES } from "./industries.ts";
import type { SamplePerson } from "./people.ts";
import type { SampleRegistry, SampleRole, SampleTaxpayer } from "./taxpayer.ts";

/*
 * The people and companies of every example, test and tutorial. Their ids never change.
 */

const uuid = (n: number) => `018f0000-0000-7000-8000-${String(n).padStart(12, "0")}`;
export const fixtureTaxpayerId = (n: number) => `tp_${uuid(n)}`;
export const fixturePersonId = (n: number) => `pn_${uuid(n)}`;

const company = (
  n: number,
  tin: string,
  rest: Partial<SampleTaxpayer> &
    Pick<SampleTaxpayer, "name" | "address" | "vatStatus" | "vatStatusFrom" | "industryCode">,
): SampleTaxpayer => ({
  id: fixtureTaxpayerId(n),
  tin,
  uscc: tin,
  usccCheckWaived: false,
  kind: "ENTERPRISE",
  registrationType: "173",
  regionCode: "330106",
  authorityCode: "13301060000",
  status: "NORMAL",
  exportClass: null,
  ...rest,
});

const natural = (
  n: number,
  tin: string,
  name: string,
  regionCode: string,
  address: string,
): SampleTaxpayer => ({
  id: fixtureTaxpayerId(n),
  tin,
  uscc: null,
  usccCheckWaived: false,
  name,
  kind: "NATURAL_PERSON",
  vatStatus: null,
  vatStatusFrom: null,
  industryCode: null,
  registrationType: null,
  regionCode,
  address,
  authorityCode: `1${regionCode}0000`,
  status: "NORMAL",
  exportClass: null,
});

export const FIXTURE_TAXPAYERS: readonly SampleTaxpayer[] = [
  company(1, "91330106MA2DEM017U", {
    name: "样例制造（杭州）有限公司",
    address: "浙江省杭州市西湖区文三路9号",
    vatStatus: "GENERAL",
    vatStatusFrom: "2020-04-01",
    industryCode: "C3489",
    exportClass: 2,
  }),
  company(2, "91330106MA2DEM025N", {
    name: "样例软件（杭州）有限公司",
    address: "浙江省杭州市西湖区天目山路226号",
    vatStatus: "SMALL_SCALE",
    vatStatusFrom: "2025-09-01",
    industryCode: "I6513",
  }),
  company(3, "92330106MA2GTH018K", {
    name: "杭州西湖顺风小吃店",
    address: "浙江省杭州市西湖区古翠路18号",
    kind: "INDIVIDUAL_BUSINESS",
    registrationType: "410",
    vatStatus: "SMALL_SCALE",
    vatStatusFrom: "2021-06-01",
    industryCode: "H6210",
    authorityCode: "13301060100",
  }),
  natural(11, "330106199003074517", "张伟", "330106", "浙江省杭州市西湖区翠苑一区3幢"),
  natural(12, "330106200002298880", "李娜", "330108", "浙江省杭州市滨江区江南大道480号"),
];

const person = (n: number, name: string, idNo: string, phone: string): SamplePerson => ({
  id: fixturePersonId(n),
  name,
  idType: "201",
  idNo,
  phone,
  realNameLevel: "L3",
});

export const FIXTURE_PERSONS: readonly SamplePerson[] = [
  person(1, "林晓峰", "330106197805120010", "19000000001"),
  person(2, "王慧", "330106198511230024", "19000000002"),
  person(3, "陈立", "330106199207080038", "19000000003"),
  person(4, "赵敏", "330106199612150044", "19000000004"),
  person(5, "周凯", "330106198403090052", "19000000005"),
  person(6, "孙莉", "330106197909180069", "19000000006"),
  person(11, "张伟", "330106199003074517", "19000000011"),
  person(12, "李娜", "330106200002298880", "19000000012"),
];

const role = (
  n: number,
  personN: number,
  taxpayerN: number,
  what: SampleRole["role"],
  validFrom: string,
): SampleRole => ({
  id: `pr_${uuid(n)}`,
  personId: fixturePersonId(personN),
  taxpayerId: fixtureTaxpayerId(taxpayerN),
  role: what,
  status: "ACTIVE",
  validFrom,
  validTo: null,
});

export const FIXTURE_ROLES: readonly SampleRole[] = [
  role(1, 1, 1, "LEGAL_REP", "2020-04-01"),
  role(2, 2, 1, "FIN_OFFICER", "2020-04-01"),
  role(3, 3, 1, "TAX_HANDLER", "2021-03-15"),
  role(4, 4, 1, "INVOICER", "2022-01-10"),
  role(5, 5, 2, "LEGAL_REP", "2025-09-01"),
  role(6, 6, 3, "LEGAL_REP", "2021-06-01"),
  role(11, 11, 11, "SELF", "2015-01-01"),
  role(12, 12, 12, "SELF", "2019-01-01"),
];

/** The fixture as a part of the registry, with the trades of those that issue invoices. */
export function fixture(): SampleRegistry {
  const trades = FIXTURE_TAXPAYERS.flatMap(({ id, industryCode }) => {
    const industry = INDUSTRIES.find(({ code }) => code === industryCode);
    return industry ? [[id, industry] as const] : [];
  });
  return {
    taxpayers: [...FIXTURE_TAXPAYERS],
    persons: [...FIXTURE_PERSONS],
    roles: [...FIXTURE_ROLES],
    trades: new Map(trades),
  };
}
