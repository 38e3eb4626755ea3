/** The home page's query; held against the published schema by `scripts/check.mjs`. */
export const PUBLIC_QUERY = `{
  taxAuthority(code: "13301060000") {
    name
    level
  }
}`;
