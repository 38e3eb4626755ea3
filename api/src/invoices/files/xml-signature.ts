import { createHash, createPublicKey, sign, verify } from "node:crypto";
import type { JWK } from "jose";
import type { SigningKey } from "../../platform/keys.ts";
import { childOf, type Element, element, readXml, textOf, written } from "./xml.ts";

/*
 * The signature of an original: one enveloped XML signature over the root (W3C XML Signature 1.1), exclusive
 * canonicalisation, SHA-256, ECDSA on P-256. What the little XML of `xml.ts` writes is in canonical form as it stands, so
 * that signing and checking need no document tree. The key is named by `KeyName` and looked up among the published ones; a
 * key that a document brings along is never believed.
 */

const SIGNATURE_NAMESPACE = "http://www.w3.org/2000/09/xmldsig#";
const EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256";
const ECDSA = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";

const algorithm = (name: string, uri: string) => element(name, "", { Algorithm: uri })!;

/** What is signed: the digest of the root without its signature. */
const signedInfo = (digest: string, attributes: Element["attributes"] = {}): Element =>
  element(
    "SignedInfo",
    [
      algorithm("CanonicalizationMethod", EXCLUSIVE),
      algorithm("SignatureMethod", ECDSA),
      element(
        "Reference",
        [
          element("Transforms", [algorithm("Transform", ENVELOPED), algorithm("Transform", EXCLUSIVE)]),
          algorithm("DigestMethod", SHA256),
          element("DigestValue", digest),
        ],
        { URI: "" },
      ),
    ],
    attributes,
  );

/** Canonical by itself, `SignedInfo` carries the namespace that it has from its parent. */
const signedBytes = (digest: string): Buffer =>
  Buffer.from(written(signedInfo(digest, { xmlns: SIGNATURE_NAMESPACE })));

interface Signature {
  digest: string;
  value: string;
  kid: string;
}

/** The only form a signature of ours has. */
const signatureElement = ({ digest, value, kid }: Signature): Element =>
  element(
    "Signature",
    [signedInfo(digest), element("SignatureValue", value), element("KeyInfo", [element("KeyName", kid)])],
    { xmlns: SIGNATURE_NAMESPACE },
  );

const digestOf = (root: Element): string => createHash("sha256").update(written(root)).digest("base64");

/** An original: its text, and the digest (SHA-256, base64) of what is signed. */
export interface Signed {
  xml: string;
  digest: string;
}

/** Signs a root element. Two signatures over the same content differ; the digest is the same. */
export function signXml(root: Element, { kid, privateKey }: SigningKey): Signed {
  const digest = digestOf(root);
  const key = { key: privateKey, dsaEncoding: "ieee-p1363" } as const;
  const value = sign("sha256", signedBytes(digest), key).toString("base64");
  const content = [...(root.content as readonly Element[]), signatureElement({ digest, value, kid })];
  return {
    xml: `<?xml version="1.0" encoding="UTF-8"?>\n${written({ ...root, content })}\n`,
    digest,
  };
}

/** A document in the form of ours, whose signature is still to be checked. */
export interface Unchecked {
  /** The root without its signature. */
  root: Element;
  signature: Signature;
}

const DIGEST = /^[A-Za-z0-9+/]{43}=$/;
const VALUE = /^[A-Za-z0-9+/]{86}==$/;
const KID = /^[a-z]+-[0-9a-f]{8}$/;

/** An element without attributes that holds no signature and nothing that has attributes. */
const isBare = ({ name, attributes, content }: Element): boolean =>
  name !== "Signature" &&
  Object.keys(attributes).length === 0 &&
  (typeof content === "string" || content.every(isBare));

function signatureIn(last: Element): Signature | undefined {
  const info = childOf(last, "SignedInfo");
  const reference = info && childOf(info, "Reference");
  const keyInfo = childOf(last, "KeyInfo");
  const digest = reference && textOf(reference, "DigestValue");
  const value = textOf(last, "SignatureValue");
  const kid = keyInfo && textOf(keyInfo, "KeyName");
  if (!digest || !value || !kid || !DIGEST.test(digest) || !VALUE.test(value) || !KID.test(kid))
    return undefined;
  const signature = { digest, value, kid };
  return written(last) === written(signatureElement(signature)) ? signature : undefined;
}

/**
 * Reads a document that has the form of an original: a root of that name and namespace, elements without attributes, and as
 * the last of them the one signature in the one form ours have. Nothing for any other.
 */
export function readSigned(text: string, name: string, namespace: string): Unchecked | undefined {
  const root = readXml(text);
  if (root?.name !== name || typeof root.content === "string") return undefined;
  if (Object.keys(root.attributes).join() !== "xmlns" || root.attributes.xmlns !== namespace)
    return undefined;
  const content = root.content.slice(0, -1);
  const signature = signatureIn(root.content.at(-1)!);
  return signature && content.every(isBare) ? { root: { ...root, content }, signature } : undefined;
}

/** Whether one of these keys signed exactly this content. */
export function isGenuine({ root, signature }: Unchecked, keys: readonly JWK[]): boolean {
  const { digest, value, kid } = signature;
  const jwk = keys.find((key) => key.kid === kid);
  if (!jwk || digestOf(root) !== digest) return false;
  const key = createPublicKey({ key: jwk as never, format: "jwk" });
  return verify(
    "sha256",
    signedBytes(digest),
    { key, dsaEncoding: "ieee-p1363" },
    Buffer.from(value, "base64"),
  );
}
