import { randomBytes } from "node:crypto";

/** A UUID version 7 (RFC 9562): sortable by the time it was made. */
export function uuidv7(at: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(at, 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A new id of a kind of record, for example `inv_0193…`: the stored key, the same in every subgraph, on the wire and in exports. */
export const newId = (prefix: string): string => `${prefix}_${uuidv7()}`;
