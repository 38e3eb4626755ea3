/** True when something that holds from `validFrom` until the day before `validTo` holds on a day. An open end holds for ever. */
export const holdsOn = (
  { validFrom, validTo }: { validFrom: string | null; validTo: string | null },
  day: string,
): boolean => (validFrom === null || validFrom <= day) && (validTo === null || day < validTo);
