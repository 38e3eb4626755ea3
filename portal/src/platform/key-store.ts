import { generateKeyPair } from "oauth4webapi";
import type { EnvironmentName } from "./runtime-config.ts";

const DATABASE = "open-tax-portal";
const STORE = "keys";

/** IndexedDB holds a pair as it is: the private key never becomes readable text, and cannot be exported. */
function inStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const request = work(database.transaction(STORE, mode).objectStore(STORE));
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        resolve(request.result);
        database.close();
      };
    };
  });
}

/** A key of its own for a sign-in that begins; the session there is keeps its key until the new one has succeeded. */
export async function newProofKey(sign: string): Promise<CryptoKeyPair> {
  const pair = await generateKeyPair("ES256", { extractable: false });
  await inStore("readwrite", (store) => store.put(pair, sign));
  return pair;
}

/** The key that was made for the sign-in `sign`, if this browser began it. */
export const begunKey = (sign: string) =>
  inStore<CryptoKeyPair | undefined>("readonly", (store) => store.get(sign));

/** The sign-in is complete: its key is the session's from now on. */
export async function adoptKey(sign: string, environment: EnvironmentName, pair: CryptoKeyPair) {
  await inStore("readwrite", (store) => store.put(pair, environment));
  await inStore("readwrite", (store) => store.delete(sign));
}

/** The key of an environment's session. */
export const sessionKey = (environment: EnvironmentName) =>
  inStore<CryptoKeyPair | undefined>("readonly", (store) => store.get(environment));

/** Signing out leaves no key behind. */
export const forgetKey = (environment: EnvironmentName) =>
  inStore("readwrite", (store) => store.delete(environment));
