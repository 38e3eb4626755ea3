import { inflateSync } from "node:zlib";

/*
 * WOFF 1.0 (W3C): an OpenType font whose tables are deflated one by one. fontkit inflates a whole table for each glyph it
 * takes from one, which takes seconds; unpacked once, it takes none.
 */

const HEADER = 44;
const ENTRY = 20;
const SFNT_HEADER = 12;
const SFNT_ENTRY = 16;

const padded = (length: number) => (length + 3) & ~3;

/** The OpenType font in a WOFF file. */
export function unpackWoff(woff: Buffer): Buffer {
  if (woff.toString("latin1", 0, 4) !== "wOFF") throw new Error("this is no WOFF file");
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, i) => {
    const at = HEADER + i * ENTRY;
    const [offset, packed, length] = [4, 8, 12].map((field) => woff.readUInt32BE(at + field)) as [
      number,
      number,
      number,
    ];
    const bytes = woff.subarray(offset, offset + packed);
    return {
      tag: woff.subarray(at, at + 4),
      checksum: woff.subarray(at + 16, at + 20),
      bytes: packed < length ? inflateSync(bytes) : bytes,
    };
  });
  const start = SFNT_HEADER + count * SFNT_ENTRY;
  const font = Buffer.alloc(tables.reduce((end, { bytes }) => end + padded(bytes.length), start));
  woff.copy(font, 0, 4, 8);
  const power = 2 ** Math.floor(Math.log2(count));
  font.writeUInt16BE(count, 4);
  font.writeUInt16BE(power * 16, 6);
  font.writeUInt16BE(Math.log2(power), 8);
  font.writeUInt16BE((count - power) * 16, 10);
  let offset = start;
  for (const [i, { tag, checksum, bytes }] of tables.entries()) {
    const at = SFNT_HEADER + i * SFNT_ENTRY;
    tag.copy(font, at);
    checksum.copy(font, at + 4);
    font.writeUInt32BE(offset, at + 8);
    font.writeUInt32BE(bytes.length, at + 12);
    bytes.copy(font, offset);
    offset += padded(bytes.length);
  }
  return font;
}

/** Which characters of the basic plane a font has, by its `cmap` of format 4 (OpenType 1.9). */
export function charactersOf(font: Buffer): ReadonlySet<number> {
  const at = tableAt(font, "cmap");
  const records = font.readUInt16BE(at + 2);
  const tables = Array.from({ length: records }, (_, i) => at + font.readUInt32BE(at + 4 + i * 8 + 4));
  const table = tables.find((offset) => font.readUInt16BE(offset) === 4);
  if (table === undefined) throw new Error("the font has no cmap of format 4");
  const segments = font.readUInt16BE(table + 6) / 2;
  const found = new Set<number>();
  for (let i = 0; i < segments; i++) {
    const [end, start, delta] = [0, segments * 2 + 2, segments * 4 + 2].map((field) =>
      font.readUInt16BE(table + 14 + field + i * 2),
    ) as [number, number, number];
    const rangeAt = table + 14 + segments * 6 + 2 + i * 2;
    const range = font.readUInt16BE(rangeAt);
    for (let code = start; code <= end && code !== 0xffff; code++) {
      const glyph =
        range === 0 ? (code + delta) & 0xffff : font.readUInt16BE(rangeAt + range + (code - start) * 2);
      if (glyph !== 0) found.add(code);
    }
  }
  return found;
}

function tableAt(font: Buffer, tag: string): number {
  for (let at = SFNT_HEADER; at < SFNT_HEADER + font.readUInt16BE(4) * SFNT_ENTRY; at += SFNT_ENTRY)
    if (font.toString("latin1", at, at + 4) === tag) return font.readUInt32BE(at + 8);
  throw new Error(`the font has no table ${tag}`);
}
