import { randomUUID } from "node:crypto";

/** A UUID version 7 (RFC 9562): sortable by the time it was made. What is random in it is that of a version 4, which node makes ahead of time. */
export function uuidv7(at: number = Date.now()): string {
  const time = at.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** A new id of a kind of record, for example `inv_0193…`: the stored key, the same in every subgraph, on the wire and in exports. */
export const newId = (prefix: string): string => `${prefix}_${uuidv7()}`;
