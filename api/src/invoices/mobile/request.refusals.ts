import { problems } from "../../platform/refusal.ts";

/** Why something is refused in mobile invoicing. */
export const refuse = problems({
  QR_EXPIRED: {
    zh: "二维码无效或已过期，请联系销方重新生成",
    en: "The QR code is not valid or has expired; ask the seller for a new one.",
    actor: "USER",
  },
  QR_USED: {
    zh: "该二维码已用于开票，不能再次使用",
    en: "An invoice was already asked for with this QR code.",
    actor: "USER",
  },
  HEADER_INCOMPLETE: {
    zh: "购方抬头未填写完整：企业须填写名称和纳税人识别号",
    en: "The header is not complete: an enterprise gives its name and its tax number.",
    actor: "USER",
  },
  BUYER_TIN_MISMATCH: {
    zh: "购方名称与纳税人识别号不一致",
    en: "The buyer's name and tax number do not agree.",
    actor: "USER",
  },
  CONTACT_INVALID: {
    zh: "邮箱或手机号格式不正确",
    en: "The e-mail address or the mobile number is malformed.",
    actor: "USER",
  },
  FACE_REQUIRED: {
    zh: "开票员须先在已绑定的设备上完成身份核验",
    en: "The invoicer must verify first, on a device that is bound.",
    actor: "USER",
  },
  QR_TERM_INVALID: {
    zh: "销售时间不得晚于现在；失效时间须晚于现在，且不晚于销售所属期的申报截止",
    en: "The sale is not in the future, and the code ends after now and before the period of the sale is closed.",
    actor: "APP",
  },
  INVOICE_REQUEST_NOT_FOUND: {
    zh: "没有这个开票申请",
    en: "There is no such invoice request.",
    actor: "APP",
  },
  INVOICE_REQUEST_STATE: {
    zh: "开票申请的当前状态不允许此操作",
    en: "The state of the invoice request does not allow this.",
    actor: "APP",
  },
  QUERY_TOO_SHORT: {
    zh: "请至少输入名称的前 4 个字",
    en: "Give at least the first four characters of the name.",
    actor: "USER",
  },
  DEVICE_NOT_FOUND: { zh: "没有这台已绑定的设备", en: "There is no such bound device.", actor: "USER" },
  DEVICE_LIMIT: {
    zh: "绑定的设备已达上限，请先解绑一台",
    en: "No more devices can be bound; unbind one first.",
    actor: "USER",
  },
});
