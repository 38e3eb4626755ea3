import { choice } from "../../platform/model.ts";

/** What a seller is to VAT. */
export enum SellerStatus {
  GENERAL = "GENERAL",
  SMALL_SCALE = "SMALL_SCALE",
}
choice(SellerStatus, {
  name: "SellerStatus",
  zh: "销方的增值税身份。",
  en: "What a seller is to VAT.",
  values: {
    GENERAL: ["一般纳税人", "A general taxpayer."],
    SMALL_SCALE: ["小规模纳税人", "A small-scale taxpayer."],
  },
});
