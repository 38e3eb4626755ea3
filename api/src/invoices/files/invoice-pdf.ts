import { setImmediate as breathe } from "node:timers/promises";
import type { EnvironmentName } from "../../platform/caller.ts";
import {
  COLUMNS,
  drawFoot,
  drawFrame,
  drawHead,
  drawRemark,
  drawSum,
  drawTitles,
  drawTotals,
  inRed,
  REMARK_LINE,
  REMARK_SIZE,
  REMARK_WIDTH,
  TOP,
  TOTALS,
  WIDTH,
} from "./pdf-page.ts";
import { Pen } from "./pdf-pen.ts";
import { cellsOf, money, remarksOf, titleOf } from "./pdf-words.ts";
import type { WholeInvoice } from "./whole-invoice.ts";

const SIZE = 7.5;
const LEADING = 9.5;
const ROW_GAP = 3;
const FIRST_ROW = TOP + 19;
const FOOT = 22;
const SHORT_PAGE = 396.85;
const A4 = 841.89;
const LEAST_REMARK = 46;
/** 承前页 and 过次页. */
const CARRY = LEADING + ROW_GAP;

interface Row {
  cells: readonly (readonly string[])[];
  height: number;
  amount: bigint;
  tax: bigint;
}

interface Page {
  rows: Row[];
  /** The sums of all rows of the pages before, and of this one with them. */
  before: [amount: bigint, tax: bigint];
  after: [amount: bigint, tax: bigint];
}

/** A line with each cell broken to its column. */
function rowOf(pen: Pen, line: WholeInvoice["lines"][number]): Row {
  const cells = cellsOf(line).map((text, i) => pen.lines(text, COLUMNS[i]!.width - 5, SIZE));
  const most = Math.max(...cells.map(({ length }) => length));
  return { cells, height: most * LEADING + ROW_GAP, amount: line.amount, tax: line.taxAmount };
}

/** Rows on pages: each but the last leaves room for 过次页, each but the first for 承前页, the last for totals and remark. */
function paged(rows: readonly Row[], room: (isLast: boolean) => number): Page[] {
  const pages: Page[] = [{ rows: [], before: [0n, 0n], after: [0n, 0n] }];
  let used = 0;
  const turn = () => {
    const [amount, tax] = pages.at(-1)!.after;
    pages.push({ rows: [], before: [amount, tax], after: [amount, tax] });
    used = CARRY;
  };
  for (const row of rows) {
    if (used + row.height > room(false) - CARRY) turn();
    const page = pages.at(-1)!;
    page.rows.push(row);
    page.after = [page.after[0] + row.amount, page.after[1] + row.tax];
    used += row.height;
  }
  if (used > room(true)) turn();
  return pages;
}

function drawRow(pen: Pen, { cells }: Row, y: number): void {
  for (const [i, lines] of cells.entries()) {
    const { x, width, align } = COLUMNS[i]!;
    for (const [j, line] of lines.entries()) {
      const inset = align === "left" ? { x: x + 3, width: width - 5 } : { x, width: width - 4 };
      pen.text(line, inset.x, y + j * LEADING, { size: SIZE, align, width: inset.width, ...inRed(line) });
    }
  }
}

/**
 * The invoice as people know it, on one short page or on as many of A4 as its lines need, with totals carried over. It is a
 * view: the signed XML is the original. The same invoice gives the same bytes. Long ones let other work go on between pages.
 */
export async function invoicePdf(whole: WholeInvoice, environment: EnvironmentName): Promise<Buffer> {
  const { invoice, lines } = whole;
  const title = titleOf(invoice);
  const pen = new Pen({
    Title: `${title} ${invoice.number}`,
    Subject: title,
    CreationDate: invoice.issuedAt,
  });
  const rows: Row[] = [];
  for (const [i, line] of lines.entries()) {
    if (i % 100 === 99) await breathe();
    rows.push(rowOf(pen, line));
  }
  const remark = remarksOf(whole).flatMap((text) => pen.lines(text, REMARK_WIDTH, REMARK_SIZE));
  const remarkHeight = Math.max(LEAST_REMARK, remark.length * REMARK_LINE + 8);
  const below = TOTALS + remarkHeight + FOOT;
  const fits = rows.reduce((sum, { height }) => sum + height, 0) <= SHORT_PAGE - FIRST_ROW - below;
  const height = fits ? SHORT_PAGE : A4;
  const pages = fits
    ? paged(rows, () => Number.POSITIVE_INFINITY)
    : paged(rows, (isLast) => height - FIRST_ROW - (isLast ? below : FOOT));
  for (const [i, page] of pages.entries()) {
    await breathe();
    pen.doc.addPage({ size: [WIDTH, height], margin: 0 });
    const isLast = i === pages.length - 1;
    drawHead(pen, whole, environment === "sandbox");
    drawTitles(pen);
    let y = FIRST_ROW;
    const carry = (words: string, at: number, [amount, tax]: Page["after"]) =>
      drawSum(pen, at, words, money(amount), money(tax));
    if (i > 0) {
      carry("承前页", y, page.before);
      y += CARRY;
    }
    for (const row of page.rows) {
      drawRow(pen, row, y);
      y += row.height;
    }
    const bottom = height - FOOT;
    drawFrame(pen, bottom);
    if (isLast) {
      drawTotals(pen, whole, bottom - remarkHeight - TOTALS);
      drawRemark(pen, remark, bottom - remarkHeight, remarkHeight);
    } else carry("过次页", bottom - CARRY, page.after);
    drawFoot(pen, invoice.issuer, bottom, i + 1, pages.length);
  }
  return pen.end();
}
