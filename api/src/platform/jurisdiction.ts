/*
 * The kernel's notion of jurisdiction: the codes of authorities are layered, and who stands at one layer answers for
 * all that lie below it. One string function for rules, one SQL expression for rows; both say the same.
 */

/**
 * Cities planned separately by the state (计划单列市), by the digits after the first: 大连 宁波 厦门 青岛 深圳. Their
 * bureaus stand under the national one although their codes lie inside a province.
 */
const OUTSIDE_THEIR_PROVINCE = ["2102", "3302", "3502", "3702", "4403"];
/** The length of a province's code without its trailing zeros. */
const PROVINCE = 3;

/** The code without its trailing pairs of zeros; empty for the national authority. */
function layers(code: string): string {
  if (code.startsWith("0")) return "";
  let end = code.length;
  while (end > 1 && code.startsWith("00", end - 2)) end -= 2;
  return code.slice(0, end);
}

/** Whether an authority is `above` or lies below it. A separately planned city does not lie below its province. */
export function inJurisdiction(authority: string, above: string): boolean {
  const prefix = layers(above);
  return (
    authority.startsWith(prefix) &&
    (prefix.length !== PROVINCE || !OUTSIDE_THEIR_PROVINCE.includes(authority.slice(1, 5)))
  );
}

/** The same as SQL; false when `above` is null. */
export function jurisdictionSql(column: string, above: string): string {
  const prefix = `regexp_replace(${above}::text, '^0+$|(00)+$', '')`;
  const planned = OUTSIDE_THEIR_PROVINCE.map((city) => `'${city}'`).join(", ");
  return `coalesce(starts_with(${column}, ${prefix}) and not (length(${prefix}) = ${PROVINCE} and substr(${column}, 2, 4) in (${planned})), false)`;
}

/** The same as a condition of the ORM. */
export const jurisdictionFilter = (property: string, above: string | undefined) =>
  above === undefined
    ? { [property]: null }
    : {
        [property]: { $like: `${layers(above)}%` },
        ...(layers(above).length === PROVINCE
          ? { $not: { $or: OUTSIDE_THEIR_PROVINCE.map((city) => ({ [property]: { $like: `1${city}%` } })) } }
          : {}),
      };
