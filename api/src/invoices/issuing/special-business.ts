import { choice, InputOf, Takes } from "../../platform/model.ts";
import { DateScalar } from "../../platform/scalars.ts";

/** Trades whose invoices say more than others (特定业务). */
export enum SpecialBusiness {
  CONSTRUCTION = "CONSTRUCTION",
  FREIGHT = "FREIGHT",
  PASSENGER = "PASSENGER",
  REAL_ESTATE_SALE = "REAL_ESTATE_SALE",
  REAL_ESTATE_LEASE = "REAL_ESTATE_LEASE",
  VEHICLE = "VEHICLE",
}
choice(SpecialBusiness, {
  name: "SpecialBusiness",
  zh: "特定业务。",
  en: "Trades whose invoices say more than others.",
  values: {
    CONSTRUCTION: ["建筑服务", "Construction."],
    FREIGHT: ["货物运输服务", "Freight."],
    PASSENGER: ["旅客运输服务", "Passenger transport."],
    REAL_ESTATE_SALE: ["不动产销售", "Sale of real estate."],
    REAL_ESTATE_LEASE: ["不动产经营租赁", "Lease of real estate."],
    VEHICLE: ["机动车", "Motor vehicles."],
  },
});

@InputOf({ zh: "机动车信息。", en: "The vehicle that is sold." })
export class VehicleDetails {
  @Takes(() => String, "车辆识别代号（VIN），17 位。", "The vehicle identification number, 17 characters.", {
    max: 17,
  })
  vin!: string;

  @Takes(() => String, "厂牌型号。", "Make and model.", { max: 60 })
  makeAndModel!: string;
}

@InputOf({ zh: "运输信息。", en: "The journey." })
export class TransportDetails {
  @Takes(() => String, "起运地。", "Where it began.", { max: 80 })
  from!: string;

  @Takes(() => String, "到达地。", "Where it ended.", { max: 80 })
  to!: string;

  @Takes(() => String, "运输工具种类。", "The kind of vehicle.", { max: 20 })
  vehicleKind!: string;

  @Takes(() => String, "运输工具牌号。", "Its plate.", { max: 20, nullable: true })
  plate?: string | null;

  @Takes(() => String, "运输货物名称。", "What was carried.", { max: 80, nullable: true })
  goods?: string | null;
}

@InputOf({ zh: "不动产租赁信息。", en: "The lease of real estate." })
export class LeaseDetails {
  @Takes(() => String, "不动产地址。", "The address of the property.", { max: 120 })
  address!: string;

  @Takes(() => DateScalar, "租赁期起。", "The first day of the lease.")
  from!: string;

  @Takes(() => DateScalar, "租赁期止。", "The last day of the lease.")
  to!: string;

  @Takes(() => String, "产权证书号。", "The certificate of title.", { max: 60, nullable: true })
  certificate?: string | null;
}
