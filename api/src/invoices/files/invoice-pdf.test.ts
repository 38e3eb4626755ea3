import jsqr from "jsqr";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { create } from "qrcode";
import { describe, expect, it } from "vitest";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { InvoiceMark, InvoiceSign, LinePreference } from "../invoice-states.ts";
import { aWholeInvoice } from "./files.testing.ts";
import { invoicePdf } from "./invoice-pdf.ts";
import { runsOf } from "./pdf-fonts.ts";
import { qrOf } from "./pdf-words.ts";

/** The text of each page, without spaces, and the fonts. */
async function readPdf(bytes: Buffer) {
  const loading = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const pdf = await loading.promise;
  const pages: string[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    pages.push(
      items
        .map((item) => ("str" in item ? item.str : ""))
        .join("")
        .replaceAll(/\s/g, ""),
    );
  }
  const { info } = await pdf.getMetadata();
  await loading.destroy();
  return { pages, info: info as Record<string, unknown> };
}

describe("the PDF of an invoice", () => {
  it("shows every field of a special invoice on one page, in little space", async () => {
    const whole = aWholeInvoice(
      {
        kind: InvoiceKind.DIGITAL_SPECIAL,
        remark: "合同编号 HT-2026-0815",
        payee: "钱多",
        reviewer: "孙立",
        issuedAs: InvoiceMark.ON_BEHALF,
        specialDetails: { transport: { from: "杭州", to: "上海", vehicleKind: "货车", plate: "浙A12345" } },
        buyerBank: "样例银行滨江支行",
      },
      [
        { model: "V5.0", name: "*信息技术服务*软件开发与维护" },
        { amount: -10_00n, taxAmount: -1_30n, taxRate: "0.015" },
      ],
    );
    const pdf = await invoicePdf(whole, "production");
    const { pages, info } = await readPdf(pdf);
    expect(pages).toHaveLength(1);
    for (const text of [
      "电子发票（增值税专用发票）",
      `发票号码：${whole.invoice.number}`,
      "开票日期：2026年11月23日",
      "代开",
      "名称：样例软件（杭州）有限公司",
      "统一社会信用代码/纳税人识别号：91330106MA2DEM025N",
      "名称：样例制造（杭州）有限公司",
      "统一社会信用代码/纳税人识别号：91330106MA2DEM017U",
      "项目名称规格型号单位数量单价金额税率/征收率税额",
      "*信息技术服务*软件开发与维护",
      "V5.0",
      "套",
      "33.3333333333333",
      "13%",
      "1.5%",
      "-10.00",
      "-1.30",
      "合计¥100.00¥13.00",
      "价税合计（大写）壹佰壹拾叁元整（小写）¥113.00",
      "起运地：杭州；",
      "运输工具牌号：浙A12345",
      "购方开户银行：样例银行滨江支行",
      "销方银行账号：6222021234567890123",
      "合同编号HT-2026-0815",
      "收款人：钱多",
      "复核人：孙立",
      "开票人：赵敏",
      "具有法律效力的原件是经数字签名的XML文件",
    ])
      expect(pages[0]).toContain(text);
    expect(pages[0]).not.toContain("沙箱");
    expect(info.Title).toBe(`电子发票（增值税专用发票） ${whole.invoice.number}`);
    expect(pdf.length).toBeLessThan(300_000);
    expect(pdf.toString("latin1")).toMatch(/\/FontName \/[A-Z]{6}\+NotoSansSC/);
    expect(pdf.toString("latin1").match(/\/FontFile2 /g)!.length).toBe(
      pdf.toString("latin1").match(/\/FontDescriptor /g)!.length,
    );
  });

  it("marks a reversal, and says what it reverses", async () => {
    const whole = aWholeInvoice(
      { sign: InvoiceSign.RED, amount: -300_00n, taxAmount: -39_00n, total: -339_00n },
      [{ quantity: "-3", unitPrice: "100", amount: -300_00n, taxAmount: -39_00n }],
      { number: "26332000000000000009", confirmation: "33260000000000012345" },
    );
    const { pages } = await readPdf(await invoicePdf(whole, "sandbox"));
    for (const text of [
      "红字",
      "¥-300.00",
      "（负数）叁佰叁拾玖元整",
      "被红冲蓝字数电票号码：26332000000000000009",
      "红字发票信息确认单编号：33260000000000012345",
      "沙箱样例，不是发票",
    ])
      expect(pages[0]).toContain(text);
  });

  it("prints 免税 and *** where nothing is taxed", async () => {
    const exempt = { preferential: LinePreference.EXEMPT, taxRate: "0", taxAmount: 0n };
    const { pages } = await readPdf(
      await invoicePdf(aWholeInvoice({ taxAmount: 0n, total: 100_00n }, [exempt]), "production"),
    );
    expect(pages[0]).toContain("免税***");
    expect(pages[0]).toContain("合计¥100.00***");
  });

  it("is the same bytes for the same invoice", async () => {
    const whole = aWholeInvoice({}, 3);
    const [one, two] = [await invoicePdf(whole, "production"), await invoicePdf(whole, "production")];
    expect(one.equals(two)).toBe(true);
  });

  it("carries totals over, loses no line, and closes on the last page", async () => {
    const whole = aWholeInvoice({ amount: 200_000_00n, taxAmount: 26_000_00n, total: 226_000_00n }, 200);
    const { pages } = await readPdf(await invoicePdf(whole, "production"));
    expect(pages.length).toBeGreaterThan(3);
    const all = pages.join("");
    for (const { name } of whole.lines) expect(all).toContain(name);
    for (const [i, page] of pages.entries()) {
      expect(page).toContain(`第${i + 1}页共${pages.length}页`);
      expect(page.includes("承前页")).toBe(i > 0);
      expect(page.includes("过次页")).toBe(i < pages.length - 1);
      expect(page.includes("价税合计（大写）")).toBe(i === pages.length - 1);
    }
    for (const [i, page] of pages.slice(1).entries()) {
      const carried = /过次页(¥[\d.]+)(¥[\d.]+)/.exec(pages[i]!)!.slice(1);
      expect(page).toContain(`承前页${carried[0]}${carried[1]}`);
    }
  });

  it("has a QR code that says what the form of verification asks", () => {
    const { invoice } = aWholeInvoice();
    const text = qrOf(invoice);
    const { modules } = create(text, { errorCorrectionLevel: "M" });
    const [scale, quiet] = [4, 4];
    const side = (modules.size + 2 * quiet) * scale;
    const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) {
        const [row, column] = [y, x].map((at) => Math.floor(at / scale) - quiet) as [number, number];
        const inside = row >= 0 && column >= 0 && row < modules.size && column < modules.size;
        if (inside && modules.get(row, column)) pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
      }
    expect(jsqr.default(pixels, side, side)?.data).toBe(text);
    expect(text).toMatch(new RegExp(`^01,32,,${invoice.number},113.00,20261123,,[0-9A-F]{4}$`));
  });

  it("draws rare characters from the file that has them, and a mark for what none has", () => {
    expect(new Set(runsOf("样例①⊗").map(({ face }) => face.name)).size).toBeGreaterThan(1);
    expect(
      runsOf("a㛃b")
        .map(({ text }) => text)
        .join(""),
    ).toBe("a〓b");
    expect(
      runsOf("一\n二\u0007")
        .map(({ text }) => text)
        .join(""),
    ).toBe("一 二");
  });
});
