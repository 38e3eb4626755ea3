import { MAX_PAGE } from "../platform/connection.ts";
import { type Class, metaOf, Shape, Show } from "../platform/model.ts";

/** A page of what the platform keeps about who may see a taxpayer's data and who did. */
@Shape({
  zh: "个人信息副本的一页（个人信息保护法第四十五条）。",
  en: "A page of the copy of one's data (Personal Information Protection Law, art. 45).",
})
export class DataExport {
  @Show(
    () => [String],
    "各行，每行一个 JSON：先是授权（CONSENT）及其回执（RECEIPT），后是访问记录（ACCESS），均最新的在前。",
    "Lines, each a JSON object: the consents (CONSENT) with their receipts (RECEIPT), then the entries of the access ledger (ACCESS), each the newest first.",
    { class: "C2", max: 2 * MAX_PAGE },
  )
  lines!: string[];

  @Show(
    () => String,
    "取下一页时作为 after 传入；已到末尾的为空。",
    "Pass it as `after` for the next page; null at the end.",
    { class: "C1", nullable: true },
  )
  next!: string | null;
}

/** What the schema shows of a row, by its attributes: columns that are no field of the schema stay behind, as do masked ones. */
export function shownOf<Row extends object>(model: Class, row: Row): Record<string, unknown> {
  const { key, attributes } = metaOf(model);
  const shown = [...attributes.values()].filter(({ type, mask }) => type !== undefined && mask === undefined);
  const names = [key, ...shown.map(({ property }) => property)];
  return Object.fromEntries(names.map((name) => [name, (row as Record<string, unknown>)[name] ?? null]));
}
