import { authorityCodeOf } from "../identifiers/authority-code.ts";
import { makeUscc, organisationCode } from "../identifiers/uscc.ts";
import { fixture } from "./fixture.ts";
import { INDUSTRIES } from "./industries.ts";
import type { Industry } from "./industry.ts";
import { makePerson } from "./people.ts";
import { PLACES, type Place } from "./places.ts";
import { Random, weighted } from "./random.ts";
import type { SampleRegistry, SampleRole, SampleTaxpayer } from "./taxpayer.ts";

/** Two characters make a trade name that no real company would bear: the first says sample, example, model, trial or draft. */
const FIRST = [..."样例示试拟"];
const SECOND = [..."帆禾泽远岚川澄朗岳舟霖柏屿昱皓澜"];
const ROADS = ["样本路", "示例大道", "测试街", "演示中路", "范例巷"];
const SHOP: Record<string, readonly string[]> = {
  H6210: ["面馆", "小吃店", "火锅店", "茶餐厅"],
  F5211: ["百货商店", "便利店", "日用品店"],
};

const uuid = (n: number) => `018f0000-0000-7001-8000-${String(n).padStart(12, "0")}`;
const placeOf = weighted(PLACES.map((place) => [place, place.share] as const));

interface Making {
  random: Random;
  registry: SampleRegistry;
  names: Set<string>;
  people: number;
}

function nameOf({ random, names }: Making, { city }: Place, industry: Industry): string {
  for (;;) {
    const word = random.pick(FIRST) + random.pick(SECOND);
    const ending =
      industry.form === "INDIVIDUAL" ? random.pick(SHOP[industry.code]!) : `${industry.trade}有限公司`;
    const name = `${city}${word}${ending}`;
    if (names.has(name)) continue;
    names.add(name);
    return name;
  }
}

const USCC_LETTERS = [..."ABCDEFGHJKLMNPQRTUWXY"];

function addTaxpayer(making: Making, n: number, industry: Industry): void {
  const { random, registry } = making;
  const place = placeOf(random);
  const [regionCode, district] = random.pick(place.districts);
  const individual = industry.form === "INDIVIDUAL";
  const body = organisationCode(
    `MA${random.digits(1)}${random.pick(USCC_LETTERS)}${String(n).padStart(4, "0")}`,
  );
  const uscc = makeUscc(individual ? "92" : "91", regionCode, body);
  const since = `${random.between(2014, 2023)}-${String(random.between(1, 12)).padStart(2, "0")}-01`;
  const taxpayer: SampleTaxpayer = {
    id: `tp_${uuid(n)}`,
    tin: uscc,
    uscc,
    usccCheckWaived: false,
    name: nameOf(making, place, industry),
    kind: individual ? "INDIVIDUAL_BUSINESS" : "ENTERPRISE",
    vatStatus: random.int(100) < industry.general ? "GENERAL" : "SMALL_SCALE",
    vatStatusFrom: since,
    industryCode: industry.code,
    registrationType: individual ? "410" : random.pick(["173", "159"]),
    regionCode,
    address: `${place.province}${place.city}市${district}${random.pick(ROADS)}${random.between(1, 988)}号`,
    authorityCode:
      regionCode === "330106"
        ? authorityCodeOf(regionCode, `0${random.between(0, 4)}`)
        : authorityCodeOf(regionCode),
    status: "NORMAL",
    exportClass:
      !individual && industry.code.startsWith("C") && random.perMille(400) ? random.between(1, 4) : null,
  };
  registry.taxpayers.push(taxpayer);
  registry.trades.set(taxpayer.id, industry);
  const posts: SampleRole["role"][] = individual
    ? ["LEGAL_REP"]
    : (["LEGAL_REP", "FIN_OFFICER", "TAX_HANDLER", "INVOICER"].slice(
        0,
        random.between(2, 4),
      ) as SampleRole["role"][]);
  for (const role of posts) addPost(making, taxpayer, role, since);
}

function addPost(
  making: Making,
  taxpayer: SampleTaxpayer,
  role: SampleRole["role"],
  validFrom: string,
): void {
  const n = ++making.people;
  const person = makePerson(making.random, `pn_${uuid(n)}`, taxpayer.regionCode);
  making.registry.persons.push(person);
  making.registry.roles.push({
    id: `pr_${uuid(n)}`,
    personId: person.id,
    taxpayerId: taxpayer.id,
    role,
    status: "ACTIVE",
    validFrom,
    validTo: null,
  });
}

/** The fixture and 200 taxpayers of fifteen trades in five provinces, with their people. Always the same. */
export function sampleRegistry(): SampleRegistry {
  const registry = fixture();
  const making: Making = {
    random: new Random(2026),
    registry,
    names: new Set(registry.taxpayers.map(({ name }) => name)),
    people: 0,
  };
  let n = 0;
  for (const industry of INDUSTRIES)
    for (let i = 0; i < industry.share; i++) addTaxpayer(making, ++n, industry);
  return registry;
}
