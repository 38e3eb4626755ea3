import { sha256 } from "@noble/hashes/sha2";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils";
import { parse, print } from "graphql";

/** One GraphQL document of an app, under the name production knows it by. */
export interface ManifestDocument {
  /** sha256 of the normalised text, in hex. */
  hash: string;
  /** The normalised text. */
  text: string;
}

/** Everything an app may ask for: what a release is registered with. */
export interface Manifest {
  formatVersion: 1;
  /** In the order of their hashes, each once. */
  documents: ManifestDocument[];
}

/** The text as graphql-js prints it: without comments, with one way of spacing. Throws GraphQLError where it does not parse, or is longer than it may. */
export const normalise = (text: string, maxTokens?: number): string =>
  print(parse(text, { noLocation: true, ...(maxTokens ? { maxTokens } : {}) }));

/** sha256, in hex, of the normalised text: the same for every way to write a document. */
export const hashOf = (text: string): string => hashOfNormalised(normalise(text));

const hashOfNormalised = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

/** The manifest of documents in any order; the same ones always make the same manifest, byte by byte. Throws GraphQLError. */
export function manifestOf(documents: readonly { text: string }[]): Manifest {
  const byHash = new Map<string, ManifestDocument>();
  for (const document of documents) {
    const text = normalise(document.text);
    const hash = hashOfNormalised(text);
    byHash.set(hash, { hash, text });
  }
  return { formatVersion: 1, documents: [...byHash.values()].sort((a, b) => (a.hash < b.hash ? -1 : 1)) };
}
