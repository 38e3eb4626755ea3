import PDFDocument from "pdfkit";
import { fontOf, type Run, runsOf } from "./pdf-fonts.ts";

/** 数电票 print their form in dark red, and what is filled in, in black. */
export const FORM = "#8b1a1a";
export const INK = "#000000";
/** Amounts below zero. */
export const RED = "#c00000";

export interface TextOptions {
  size?: number;
  color?: string;
  /** Where the text stands in `width`; at its left when absent. */
  align?: "left" | "center" | "right";
  width?: number;
}

/** Draws one document: text of any character without line breaks of its own, lines, and small paths. Points from the top left. */
export class Pen {
  readonly doc: PDFKit.PDFDocument;
  readonly #chunks: Buffer[] = [];
  readonly #done: Promise<Buffer>;
  readonly #faces = new Set<string>();
  readonly #widths = new Map<string, number>();

  constructor(info: { Title: string; Subject: string; CreationDate: Date }) {
    this.doc = new PDFDocument({
      autoFirstPage: false,
      margin: 0,
      font: null as never,
      lang: "zh-CN",
      displayTitle: true,
      info: { ...info, Producer: "Tax Open Platform", Creator: "Tax Open Platform" },
    });
    this.doc.on("data", (chunk: Buffer) => this.#chunks.push(chunk));
    this.#done = new Promise((done, failed) => {
      this.doc.on("end", () => done(Buffer.concat(this.#chunks)));
      this.doc.on("error", failed);
    });
  }

  #use({ face }: Run): void {
    if (!this.#faces.has(face.name)) {
      this.doc.registerFont(face.name, fontOf(face));
      this.#faces.add(face.name);
    }
    this.doc.font(face.name);
  }

  /** How wide one character is at size 1. */
  #widthOf(character: string): number {
    let width = this.#widths.get(character);
    if (width === undefined) {
      const [run] = runsOf(character);
      if (run) this.#use(run);
      width = run ? this.doc.fontSize(100).widthOfString(run.text) / 100 : 0;
      this.#widths.set(character, width);
    }
    return width;
  }

  widthOf(text: string, size: number): number {
    let width = 0;
    for (const character of text) width += this.#widthOf(character);
    return width * size;
  }

  /** Text in lines that are no wider; it breaks between any two characters, and at its own line ends. */
  lines(text: string, width: number, size: number): string[] {
    return text.split(/\r\n?|\n/).flatMap((paragraph) => {
      const lines = [""];
      let used = 0;
      for (const character of paragraph) {
        const wide = this.#widthOf(character) * size;
        if (used + wide > width && lines.at(-1) !== "") {
          lines.push("");
          used = 0;
        }
        lines[lines.length - 1] += character;
        used += wide;
      }
      return lines;
    });
  }

  /** One line of text whose top is at `y`. */
  text(text: string, x: number, y: number, options: TextOptions = {}): void {
    const { size = 8, color = INK, align = "left", width = 0 } = options;
    const free = width - (align === "left" ? width : this.widthOf(text, size));
    let at = x + (align === "center" ? free / 2 : align === "right" ? free : 0);
    for (const run of runsOf(text)) {
      this.#use(run);
      this.doc.fontSize(size).fillColor(color);
      this.doc.text(run.text, at, y, { lineBreak: false, baseline: -0.88 * size });
      at += this.widthOf(run.text, size);
    }
  }

  /** Characters one below the other, centred on `x`. */
  column(text: string, x: number, top: number, height: number, size = 8): void {
    const step = Math.min(size * 1.3, height / [...text].length);
    const start = top + (height - step * [...text].length) / 2;
    for (const [i, character] of [...text].entries())
      this.text(character, x - size / 2, start + i * step, {
        size,
        color: FORM,
        align: "center",
        width: size,
      });
  }

  line(x1: number, y1: number, x2: number, y2: number, width = 0.7): void {
    this.doc.lineWidth(width).strokeColor(FORM).moveTo(x1, y1).lineTo(x2, y2).stroke();
  }

  box(x: number, y: number, width: number, height: number): void {
    this.doc.lineWidth(0.7).strokeColor(FORM).rect(x, y, width, height).stroke();
  }

  /** ⊗, which no file of the font has: it stands before the amount in words, so that nothing is put there. */
  cross(x: number, y: number, size: number): void {
    const [r, d] = [size / 2, (size / 2) * Math.SQRT1_2];
    const { doc } = this;
    doc
      .lineWidth(0.7)
      .strokeColor(INK)
      .circle(x + r, y + r, r)
      .stroke();
    doc
      .moveTo(x + r - d, y + r - d)
      .lineTo(x + r + d, y + r + d)
      .stroke();
    doc
      .moveTo(x + r + d, y + r - d)
      .lineTo(x + r - d, y + r + d)
      .stroke();
  }

  end(): Promise<Buffer> {
    this.doc.end();
    return this.#done;
  }
}
