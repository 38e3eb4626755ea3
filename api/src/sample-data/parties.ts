import { makeResidentId } from "../identifiers/resident-id.ts";
import { fixtureTaxpayerId } from "./fixture.ts";
import type { Goods, Industry } from "./industry.ts";
import { personName } from "./people.ts";
import type { Random } from "./random.ts";
import type { SampleRegistry, SampleTaxpayer } from "./taxpayer.ts";

/** A party as an invoice's face freezes it. A natural person who is no sample taxpayer has no id, and mostly no number. */
export interface Face {
  id: string | null;
  name: string;
  tin: string | null;
  isPerson: boolean;
  address: string | null;
  phone: string | null;
  bank: string | null;
  bankAccount: string | null;
}

/** Somebody who issues: its face, its trade and the people whose names its invoices bear. */
export interface Seller {
  taxpayer: SampleTaxpayer;
  face: Face;
  industry: Industry;
  goods: readonly Goods[];
  /** The companies that buy here, one entry for each chance. */
  buyers: readonly Face[];
  issuer: string;
  reviewer: string | null;
  payee: string | null;
}

/** T1, T2 and T3 issue and buy more than others, for every example is theirs. */
const MORE: Readonly<Record<string, number>> = {
  [fixtureTaxpayerId(1)]: 70,
  [fixtureTaxpayerId(2)]: 14,
  [fixtureTaxpayerId(3)]: 22,
};
const BANKS = ["中国工商银行", "中国农业银行", "中国银行", "中国建设银行", "交通银行"];

/** Of a person, the face says the name, and the number where the law asks for it. */
const personFace = (name: string, tin: string | null): Face => ({
  id: null,
  name,
  tin,
  isPerson: true,
  address: null,
  phone: null,
  bank: null,
  bankAccount: null,
});

const companyFace = ({ id, name, tin, address }: SampleTaxpayer, random: Random): Face => ({
  id,
  name,
  tin,
  isPerson: false,
  address,
  phone: `0000-${random.digits(8)}`,
  bank: `${random.pick(BANKS)}${address.slice(3, 5)}支行`,
  bankAccount: random.digits(19),
});

/** Above this price a small-scale taxpayer sells nothing, in 分. */
const TOO_DEAR = 50_000_00;

/** A snack bar orders no lathe: who buys where a line may be worth more than so much, in 分. */
const BEYOND_SHOPS = 20_000_00;
const BEYOND_SMALL_SCALE = 100_000_00;
/** Up to which worth of a line a company buys. */
const reachOf = ({ kind, vatStatus }: SampleTaxpayer): number =>
  vatStatus === "GENERAL" ? Infinity : kind === "ENTERPRISE" ? BEYOND_SMALL_SCALE : BEYOND_SHOPS;
const dearest = (goods: readonly Goods[]): number =>
  Math.max(...goods.map(({ price, quantity }) => price[1] * quantity[1]));

/** What a small-scale taxpayer sells: cheaper and less, for its sales must stay below five million 元 in twelve months. */
function modest(goods: readonly Goods[]): readonly Goods[] {
  const cheap = goods.filter(({ price: [low] }) => low < TOO_DEAR);
  return (cheap.length > 0 ? cheap : goods).map((item) => {
    const [low, high] = item.price;
    const [few, many] = item.quantity;
    return {
      ...item,
      price: [low, low + Math.round((high - low) / 10)],
      quantity: [few, few + Math.round((many - few) / 8)],
    };
  });
}

/** Who sells and who buys, prepared so that picking one is one step. */
export class Parties {
  readonly #sellers: Seller[] = [];
  readonly #persons: Face[];

  constructor(registry: SampleRegistry, random: Random) {
    const names = new Map(registry.persons.map(({ id, name }) => [id, name]));
    const pools = [0, BEYOND_SMALL_SCALE, Infinity].map((reach): [number, Face[]] => [reach, []]);
    const buyersUpTo = (worth: number) =>
      pools[worth > BEYOND_SMALL_SCALE ? 2 : worth > BEYOND_SHOPS ? 1 : 0]![1];
    const posts = Map.groupBy(registry.roles, ({ taxpayerId }) => taxpayerId);
    for (const taxpayer of registry.taxpayers) {
      const industry = registry.trades.get(taxpayer.id);
      if (!industry) continue;
      const holder = (role: string) =>
        names.get(posts.get(taxpayer.id)?.find((post) => post.role === role)?.personId ?? "");
      const face = companyFace(taxpayer, random);
      const general = taxpayer.vatStatus === "GENERAL";
      const goods = general ? industry.goods : modest(industry.goods);
      const seller: Seller = {
        taxpayer,
        face,
        industry,
        goods,
        buyers: buyersUpTo(dearest(goods)),
        issuer: holder("INVOICER") ?? holder("TAX_HANDLER") ?? holder("LEGAL_REP")!,
        reviewer: holder("FIN_OFFICER") ?? null,
        payee: holder("TAX_HANDLER") ?? null,
      };
      const extra = MORE[taxpayer.id] ?? 0;
      for (let i = 0; i < industry.activity + extra; i++) this.#sellers.push(seller);
      for (const [reach, buyers] of pools)
        if (reachOf(taxpayer) >= reach) for (let i = 0; i < 3 + Math.ceil(extra / 3); i++) buyers.push(face);
    }
    this.#persons = registry.taxpayers
      .filter(({ kind }) => kind === "NATURAL_PERSON")
      .map(({ id, name, tin }) => ({ ...personFace(name, tin), id }));
  }

  seller(random: Random): Seller {
    return random.pick(this.#sellers);
  }

  /** The owner of a used vehicle, mostly a natural person, who must give an identity number; the market issues the invoice. */
  vehicleOwner(random: Random, { taxpayer, face }: Seller): Face {
    if (!random.perMille(700)) return face;
    const born = `${random.between(1960, 2002)}-0${random.between(1, 9)}-1${random.int(9)}`;
    return personFace(personName(random), makeResidentId(taxpayer.regionCode, born, random.between(1, 999)));
  }

  /** A buyer other than the seller; `special` invoices are for entities only. */
  buyer(random: Random, { taxpayer, industry, buyers }: Seller, special: boolean): Face {
    if (!special && random.perMille(industry.toPersons)) {
      const near = taxpayer.regionCode.startsWith("33");
      return near && random.perMille(60) ? random.pick(this.#persons) : personFace(personName(random), null);
    }
    for (;;) {
      const buyer = random.pick(buyers);
      if (buyer.id !== taxpayer.id) return buyer;
    }
  }
}
