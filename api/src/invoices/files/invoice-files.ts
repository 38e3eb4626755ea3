import { Shape, Show } from "../../platform/model.ts";

const C3 = { class: "C3" } as const;

/** Where the files of an invoice are, for five minutes. */
@Shape({
  zh: "发票文件的下载地址，5 分钟内有效；授权撤销后立即失效，每次下载都记入访问记录。",
  en: "Where an invoice's files are downloaded, for five minutes; they end at once when the consent does, and each download is in the access ledger.",
  scope: "invoice:read",
})
export class InvoiceFiles {
  @Show(
    () => String,
    "签名原件（XML）：具有法律效力的文件，可用 verifyByFile 查验，或用平台公布的公钥（/invoices-jwks.json）离线验证。",
    "The signed original (XML), which is the invoice in law: verifyByFile checks it, and the published keys (/invoices-jwks.json) do offline.",
    C3,
  )
  xml!: string;

  @Show(() => String, "供阅读和打印的版式文件（PDF）。", "A view for reading and printing (PDF).", C3)
  pdf!: string;
}
