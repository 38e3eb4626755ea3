import { AuthorityLevel } from "./tax-authority.ts";

const { STA, PROVINCE, CITY, COUNTY, STATION } = AuthorityLevel;

/** The levels from the highest to the lowest. */
export const LEVELS: readonly AuthorityLevel[] = [STA, PROVINCE, CITY, COUNTY, STATION];

/** The lowest level of tax authority whose posts may hold each scope. They come with a post; no app is ever given one. */
export const LOWEST_LEVEL: Readonly<Record<string, AuthorityLevel>> = {
  "officer:rules": STA,
  "officer:cloud": PROVINCE,
  "officer:analytics": COUNTY,
  "officer:sharing": CITY,
  "officer:lottery": CITY,
  "officer:innovation": COUNTY,
  "officer:disclosure": COUNTY,
  "officer:academy": COUNTY,
  "officer:advisory": COUNTY,
  "officer:notify": COUNTY,
  "officer:community": COUNTY,
  "officer:hall": STATION,
  "officer:taxpayer": STATION,
  "officer:filing": STATION,
  "officer:payment": COUNTY,
  "officer:refund": COUNTY,
  "officer:invoice": STATION,
  "officer:risk": STATION,
  "officer:oversight": COUNTY,
  "officer:office": STATION,
  "officer:device": PROVINCE,
  "review:completeness": PROVINCE,
  "review:functional": PROVINCE,
  "review:security": PROVINCE,
  "review:privacy": PROVINCE,
  "review:policy": PROVINCE,
  "review:release": PROVINCE,
};

/** The most a post of each level may approve alone by amount, in 分; absent where there is no limit, null where it may approve nothing. */
export const APPROVAL_LIMITS: Readonly<
  Record<string, Readonly<Partial<Record<AuthorityLevel, bigint | null>>>>
> = {
  "officer:refund": {
    PROVINCE: 50_000_000_000n,
    CITY: 5_000_000_000n,
    COUNTY: 50_000_000n,
    STATION: null,
  },
  "officer:invoice": { CITY: 1_000_000_000n, COUNTY: 100_000_000n, STATION: null },
};
