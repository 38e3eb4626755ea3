import { Arg, Ctx, Resolver } from "type-graphql";
import { refuse as access } from "../../platform/access.ts";
import type { Context } from "../../platform/context.ts";
import { refuse as issuing } from "../issuing/issue.refusals.ts";
import { Reads, Writes } from "../operations.ts";
import { fillBuyerHeader, invoiceRequestByToken } from "./buyer-header.service.ts";
import { HeaderSuggestion, MOST_HEADERS, searchHeader } from "./header-search.ts";
import { refuse } from "./request.refusals.ts";
import { FillBuyerHeaderInput } from "./request-inputs.ts";
import { InvoiceRequestFace } from "./request-shapes.ts";

/** What a buyer does who has scanned a code, without signing in. */
@Resolver()
export class InvoiceBuyerResolver {
  @Reads(() => InvoiceRequestFace, {
    zh: "购方凭二维码查看一笔销售：只有销方名称、金额、项目名称、失效时间和状态。无效的、已过期的和已取消的都返回空。每个地址每分钟最多 60 次。",
    en: "What the buyer sees of a sale by its QR code: the seller's name, the amount, the goods, the end and the state. What is not valid, has expired or was cancelled is null alike. At most 60 times a minute from an address.",
    scope: "public:read",
    cost: 5,
    nullable: true,
    refuses: [access.RATE_LIMITED],
  })
  invoiceRequestByToken(
    @Ctx() context: Context,
    @Arg("token", () => String, { description: "二维码中的令牌。" }) token: string,
  ): Promise<InvoiceRequestFace | null> {
    return invoiceRequestByToken(context, token);
  }

  @Writes(() => InvoiceRequestFace, {
    zh: "购方凭二维码填写抬头；销方开具前可以再次填写，以最后一次为准。邮箱和手机号只用于交付发票，90 天后删除。每个地址每分钟最多 30 次。",
    en: "The buyer fills in the header by the QR code; until the seller issues it may be done again, and the last one counts. E-mail and mobile serve delivery alone and are removed after 90 days. At most 30 times a minute from an address.",
    scope: "public:read",
    cost: 20,
    as: "invoiceRequest",
    audit: "BUYER_HEADER_FILLED",
    refuses: [
      refuse.QR_EXPIRED,
      refuse.QR_USED,
      refuse.HEADER_INCOMPLETE,
      refuse.BUYER_TIN_MISMATCH,
      refuse.CONTACT_INVALID,
      issuing.SPECIAL_TO_NATURAL_PERSON,
      issuing.INVOICE_TEXT_LENGTH,
      access.RATE_LIMITED,
    ],
  })
  fillBuyerHeader(
    @Ctx() context: Context,
    @Arg("input", () => FillBuyerHeaderInput) input: FillBuyerHeaderInput,
  ): Promise<InvoiceRequestFace> {
    return fillBuyerHeader(context, input);
  }

  @Reads(() => [HeaderSuggestion], {
    zh: "按名称开头（至少 4 个字）查找企业抬头，最多 10 条；不含个人和个体工商户。每个地址每分钟最多 30 次。",
    en: "Enterprises whose names begin so (four characters at least), up to 10; no individuals. At most 30 times a minute from an address.",
    scope: "public:read",
    cost: 10,
    max: MOST_HEADERS,
    refuses: [refuse.QUERY_TOO_SHORT, access.RATE_LIMITED],
  })
  searchHeader(
    @Ctx() context: Context,
    @Arg("prefix", () => String, { description: "企业名称的开头，至少 4 个字。" }) prefix: string,
  ): Promise<HeaderSuggestion[]> {
    return searchHeader(context, prefix);
  }
}
