import { translate } from "@docusaurus/Translate";
import type { InvoiceKind, Proof } from "./invoice-kind.ts";

export type Outcome = "MATCH" | "MISMATCH" | "NOT_FOUND" | "NOT_YET" | "OUT_OF_WINDOW" | "LIMIT_REACHED";

export const kindName = (kind: InvoiceKind): string =>
  ({
    DIGITAL_PLAIN: translate({ id: "kind.digitalPlain", message: "数电票（普通发票）" }),
    DIGITAL_SPECIAL: translate({ id: "kind.digitalSpecial", message: "数电票（增值税专用发票）" }),
    DIGITAL_RAIL: translate({ id: "kind.digitalRail", message: "数电票（铁路电子客票）" }),
    DIGITAL_AIR: translate({ id: "kind.digitalAir", message: "数电票（航空运输电子客票行程单）" }),
    DIGITAL_VEHICLE: translate({ id: "kind.digitalVehicle", message: "数电票（机动车销售统一发票）" }),
    DIGITAL_USED_VEHICLE: translate({
      id: "kind.digitalUsedVehicle",
      message: "数电票（二手车销售统一发票）",
    }),
    DIGITAL_PAPER_SPECIAL: translate({
      id: "kind.digitalPaperSpecial",
      message: "数电纸质发票（增值税专用发票）",
    }),
    DIGITAL_PAPER_PLAIN: translate({ id: "kind.digitalPaperPlain", message: "数电纸质发票（普通发票）" }),
    VAT_PLAIN_ELECTRONIC: translate({ id: "kind.plainElectronic", message: "增值税电子普通发票" }),
    VAT_PLAIN_PAPER: translate({ id: "kind.plainPaper", message: "增值税普通发票（折叠票）" }),
    VAT_PLAIN_ROLL: translate({ id: "kind.plainRoll", message: "增值税普通发票（卷票）" }),
    TOLL_ELECTRONIC: translate({ id: "kind.toll", message: "收费公路通行费增值税电子普通发票" }),
    VAT_SPECIAL_PAPER: translate({ id: "kind.specialPaper", message: "增值税专用发票（纸质）" }),
    VAT_SPECIAL_ELECTRONIC: translate({ id: "kind.specialElectronic", message: "增值税电子专用发票" }),
    MOTOR_VEHICLE: translate({ id: "kind.motorVehicle", message: "机动车销售统一发票" }),
    USED_VEHICLE: translate({ id: "kind.usedVehicle", message: "二手车销售统一发票" }),
  })[kind];

export const proofName = (proof: Proof): string =>
  ({
    amountEx: translate({ id: "proof.amountEx", message: "不含税金额（元）" }),
    totalIncl: translate({ id: "proof.totalIncl", message: "价税合计（元）" }),
    checkCode6: translate({ id: "proof.checkCode6", message: "校验码后 6 位" }),
  })[proof];

export const outcomeTitle = (outcome: Outcome): string =>
  ({
    MATCH: translate({ id: "outcome.match", message: "一致：税务系统里有这张发票" }),
    MISMATCH: translate({ id: "outcome.mismatch", message: "不一致：所填信息与税务系统的记录不符" }),
    NOT_FOUND: translate({ id: "outcome.notFound", message: "查无此票" }),
    NOT_YET: translate({ id: "outcome.notYet", message: "现在还查不到，请稍后再查" }),
    OUT_OF_WINDOW: translate({ id: "outcome.outOfWindow", message: "超过可查验的年限" }),
    LIMIT_REACHED: translate({ id: "outcome.limit", message: "这张发票今天已查满 5 次" }),
  })[outcome];

export const outcomeText = (outcome: Outcome): string =>
  ({
    MATCH: translate({
      id: "outcome.matchText",
      message: "请把下面的内容与手中的发票逐项核对。内容不同的，手中那张可能是套用号码伪造的。",
    }),
    MISMATCH: translate({
      id: "outcome.mismatchText",
      message: "为防止试探，不说明是哪一项不符。请对照票面重新核对每一项，再查一次。",
    }),
    NOT_FOUND: translate({
      id: "outcome.notFoundText",
      message: "请先核对发票号码和代码。号码无误仍查不到的，这张发票很可能是假的。",
    }),
    NOT_YET: translate({
      id: "outcome.notYetText",
      message: "税控设备开具的发票次日起可查，数电票开具后即可查；开票日期也不能晚于今天。这次不计次数。",
    }),
    OUT_OF_WINDOW: translate({
      id: "outcome.outOfWindowText",
      message: "只能查验近五年内开具的发票。更早的，请向开票方所在地的税务机关咨询。这次不计次数。",
    }),
    LIMIT_REACHED: translate({
      id: "outcome.limitText",
      message: "每张发票每天最多查验 5 次，所有人共用。",
    }),
  })[outcome];

export const invoiceStatusName = (status: string): string =>
  ({
    NORMAL: translate({ id: "invoiceStatus.normal", message: "正常" }),
    PARTLY_RED: translate({ id: "invoiceStatus.partlyRed", message: "部分红冲" }),
    FULLY_RED: translate({ id: "invoiceStatus.fullyRed", message: "全额红冲" }),
    VOIDED: translate({ id: "invoiceStatus.voided", message: "作废" }),
    ABNORMAL: translate({ id: "invoiceStatus.abnormal", message: "异常凭证" }),
  })[status] ?? status;
