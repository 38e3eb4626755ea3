import * as oauth from "oauth4webapi";

const DATABASE = "open-tax-portal";
const STORE = "keys";

/** IndexedDB holds the pair as it is: the private key never becomes readable text. */
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

/** A fresh DPoP key pair for one sign-in, kept for the way there and back. */
export async function newProofKey(): Promise<CryptoKeyPair> {
  const pair = await oauth.generateKeyPair("ES256", { extractable: false });
  await inStore("readwrite", (store) => store.put(pair, "dpop"));
  return pair;
}

/** The pair made when the sign-in began, if this browser began one. */
export const proofKey = () => inStore<CryptoKeyPair | undefined>("readonly", (store) => store.get("dpop"));

/** Signing out leaves no key behind. */
export const forgetProofKey = () => inStore("readwrite", (store) => store.delete("dpop"));
