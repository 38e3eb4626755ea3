import { create } from "qrcode";
import { amountInWords } from "../amount-in-words.ts";
import { FORM, INK, type Pen, RED } from "./pdf-pen.ts";
import { dayInChinese, marksOf, money, partiesOf, qrOf, taxInTotal, titleOf } from "./pdf-words.ts";
import type { WholeInvoice } from "./whole-invoice.ts";

/* The parts of a page, in points. 数电票 are 210 mm wide; one that fits is 140 mm high, all others are on A4. */

export const WIDTH = 595.28;
export const LEFT = 17;
export const INNER = WIDTH - 2 * LEFT;
export const RIGHT = LEFT + INNER;
const SIDE = 18;
const QR_SIZE = 58;
const HEAD = 82;
const PARTY = 60;
export const TOP = HEAD + PARTY;

/** The columns of the lines: where they begin and how wide they are. */
export const COLUMNS = (
  [
    ["项目名称", 142, "left"],
    ["规格型号", 68, "left"],
    ["单 位", 34, "center"],
    ["数 量", 68, "right"],
    ["单 价", 72, "right"],
    ["金 额", 72, "right"],
    ["税率/征收率", 49, "center"],
    ["税 额", 54, "right"],
  ] as const
).map(([title, width, align], i, all) => ({
  title,
  width,
  align,
  x: LEFT + all.slice(0, i).reduce((sum, [, before]) => sum + before, 0),
}));

/** The QR code as one path: a rectangle for each run of dark modules in a row. */
function drawQr(pen: Pen, text: string, x: number, y: number): void {
  const { modules } = create(text, { errorCorrectionLevel: "M" });
  const step = QR_SIZE / modules.size;
  for (let row = 0; row < modules.size; row++)
    for (let column = 0; column < modules.size; column++) {
      const start = column;
      while (column < modules.size && modules.get(row, column)) column++;
      if (column > start) pen.doc.rect(x + start * step, y + row * step, (column - start) * step, step);
    }
  pen.doc.fillColor(INK).fill();
}

function drawTitle(pen: Pen, title: string): void {
  const size = title.length > 13 ? 15 : 19;
  const width = pen.widthOf(title, size) + 16;
  const x = (WIDTH - width) / 2 - 14;
  pen.text(title, x, 22, { size, color: FORM, align: "center", width });
  pen.line(x, 49, x + width, 49, 0.8);
  pen.line(x, 51.5, x + width, 51.5, 0.8);
}

function drawParty(pen: Pen, x: number, width: number, label: string, of: { name: string; tin: string }) {
  pen.line(x + SIDE, HEAD, x + SIDE, HEAD + PARTY);
  pen.column(label, x + SIDE / 2, HEAD + 1, PARTY - 2);
  const at = x + SIDE + 5;
  const free = x + width - at - 3;
  pen.text("名称：", at, HEAD + 9, { color: FORM });
  const nameAt = at + pen.widthOf("名称：", 8);
  const names = pen.lines(of.name, free - (nameAt - at), 8).slice(0, 2);
  for (const [i, name] of names.entries()) pen.text(name, nameAt, HEAD + 9 + i * 10);
  const label2 = "统一社会信用代码/纳税人识别号：";
  pen.text(label2, at, HEAD + 39, { color: FORM });
  pen.text(of.tin, at + pen.widthOf(label2, 8), HEAD + 39);
}

/** What stands above the lines of each page. `sample` marks an invoice of the sandbox. */
export function drawHead(pen: Pen, { invoice }: WholeInvoice, sample: boolean): void {
  drawQr(pen, qrOf(invoice), LEFT + 4, 13);
  drawTitle(pen, titleOf(invoice));
  const marks = marksOf(invoice);
  if (marks) pen.text(marks, LEFT + 68, 56, { size: 11, color: RED });
  for (const [i, [label, value]] of (
    [
      ["发票号码：", invoice.number],
      ["开票日期：", dayInChinese(invoice.issuedAt)],
    ] as const
  ).entries()) {
    const y = 27 + i * 17;
    pen.text(label, 427, y, { size: 8.5, color: FORM });
    pen.text(value, 427 + pen.widthOf(label, 8.5), y, { size: 8.5 });
  }
  if (sample) pen.text("沙箱样例，不是发票", 427, 63, { size: 9, color: RED });
  const { buyer, seller } = partiesOf(invoice);
  drawParty(pen, LEFT, INNER / 2, "购买方信息", buyer);
  pen.line(LEFT + INNER / 2, HEAD, LEFT + INNER / 2, HEAD + PARTY);
  drawParty(pen, LEFT + INNER / 2, INNER / 2, "销售方信息", seller);
}

/** The box around everything, from the parties down to `bottom`. */
export function drawFrame(pen: Pen, bottom: number): void {
  pen.box(LEFT, HEAD, INNER, bottom - HEAD);
  pen.line(LEFT, TOP, RIGHT, TOP);
}

export function drawTitles(pen: Pen): void {
  for (const { title, width, x } of COLUMNS)
    pen.text(title, x, TOP + 5, { color: FORM, align: "center", width });
}

/** A row of words and two amounts: 合计, 承前页, 过次页. */
export function drawSum(pen: Pen, y: number, words: string, amount: string, tax: string): void {
  const [name, , , , , amounts, , taxes] = COLUMNS;
  pen.text(words, name!.x, y, { color: FORM, align: "center", width: name!.width });
  for (const [column, text] of [
    [amounts!, amount],
    [taxes!, tax],
  ] as const)
    pen.text(text, column.x, y, { align: "right", width: column.width - 4, ...inRed(text) });
}

export const inRed = (text: string) => (/^¥?-/.test(text) ? { color: RED } : {});

const WORDS = 118;
export const TOTALS = 44;

/** 合计, and the total with tax in words and figures; `y` is the top. */
export function drawTotals(pen: Pen, whole: WholeInvoice, y: number): void {
  const { invoice } = whole;
  drawSum(pen, y + 5, "合        计", money(invoice.amount), taxInTotal(whole));
  const row = y + 20;
  pen.line(LEFT, row, RIGHT, row);
  pen.line(LEFT + WORDS, row, LEFT + WORDS, row + 24);
  pen.line(LEFT, row + 24, RIGHT, row + 24);
  pen.text("价税合计（大写）", LEFT, row + 7, { size: 8.5, color: FORM, align: "center", width: WORDS });
  pen.cross(LEFT + WORDS + 12, row + 7, 10);
  pen.text(amountInWords(invoice.total), LEFT + WORDS + 28, row + 7, { size: 9 });
  pen.text("（小写）", 432, row + 7, { size: 8.5, color: FORM });
  const total = money(invoice.total);
  pen.text(total, 432 + pen.widthOf("（小写）", 8.5) + 2, row + 7, { size: 9, ...inRed(total) });
}

/** The remark's box with its lines. */
export function drawRemark(pen: Pen, lines: readonly string[], y: number, height: number): void {
  pen.line(LEFT + SIDE, y, LEFT + SIDE, y + height);
  pen.column("备注", LEFT + SIDE / 2, y + 2, height - 4);
  for (const [i, line] of lines.entries())
    pen.text(line, LEFT + SIDE + 6, y + 5 + i * REMARK_LINE, { size: REMARK_SIZE });
}

export const REMARK_SIZE = 7.5;
export const REMARK_LINE = 10;
export const REMARK_WIDTH = INNER - SIDE - 12;

/** Below the box: who issued it, what this file is, and which page of how many. */
export function drawFoot(pen: Pen, issuer: string, y: number, page: number, pages: number): void {
  pen.text("开票人：", LEFT + 36, y + 5, { size: 8.5, color: FORM });
  pen.text(issuer, LEFT + 36 + pen.widthOf("开票人：", 8.5), y + 5, { size: 8.5 });
  const note = "本文件仅供阅读；具有法律效力的原件是经数字签名的 XML 文件";
  pen.text(note, LEFT, y + 6, {
    size: 6.5,
    color: FORM,
    align: "right",
    width: INNER - (pages > 1 ? 66 : 0),
  });
  if (pages > 1)
    pen.text(`第 ${page} 页 共 ${pages} 页`, LEFT, y + 5.5, {
      size: 7.5,
      color: FORM,
      align: "right",
      width: INNER,
    });
}
