import type { ResultKeys } from "@open-tax/sdk/verify";

/** The keys an environment signs with, as it publishes them. */
export async function publishedKeys(address: string): Promise<ResultKeys> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return answer.json();
}
