import {
  createHash,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";

/** A value of CBOR (RFC 8949), as far as authenticators use it here. */
type Cbor = number | string | Buffer | Map<number | string, Cbor>;

const head = (major: number, length: number): Buffer =>
  length < 24
    ? Buffer.from([(major << 5) | length])
    : length < 256
      ? Buffer.from([(major << 5) | 24, length])
      : Buffer.from([(major << 5) | 25, length >> 8, length & 255]);

function cbor(value: Cbor): Buffer {
  if (typeof value === "number") return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === "string")
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  return Buffer.concat([
    head(5, value.size),
    ...[...value].flatMap(([key, each]) => [cbor(key), cbor(each)]),
  ]);
}

const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest();
const text = (data: Buffer) => data.toString("base64url");

const PRESENT = 0x01;
const VERIFIED = 0x04;
const ATTESTED = 0x40;

/** What a test may have the authenticator do wrong. */
export interface Misbehaviour {
  /** Nobody was asked for a finger or a PIN. */
  unverified?: boolean;
  /** The page lies elsewhere. */
  origin?: string;
  counter?: number;
  challenge?: string;
  userHandle?: string;
}

/** An authenticator in software with one passkey (ES256, attestation `none`), as a browser would drive it. */
export class Authenticator {
  readonly id = text(randomBytes(32));
  readonly #key: KeyObject;
  readonly #point: JsonWebKey;
  readonly #origin: string;
  #userHandle = "";
  counter = 0;

  constructor(origin: string) {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#key = privateKey;
    this.#point = publicKey.export({ format: "jwk" });
    this.#origin = origin;
  }

  #clientData(type: string, challenge: string, { origin = this.#origin }: Misbehaviour): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  #authenticatorData(flags: number, counter: number): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([sha256(new URL(this.#origin).hostname), Buffer.from([flags]), count]);
  }

  /** The answer to registration options. */
  register(options: { challenge: string; user: { id: string } }, wrong: Misbehaviour = {}): string {
    this.#userHandle = options.user.id;
    const { x = "", y = "" } = this.#point;
    const publicKey = new Map<number, Cbor>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, "base64url")],
      [-3, Buffer.from(y, "base64url")],
    ]);
    const id = Buffer.from(this.id, "base64url");
    const authData = Buffer.concat([
      this.#authenticatorData(PRESENT | ATTESTED | (wrong.unverified ? 0 : VERIFIED), this.counter),
      Buffer.alloc(16),
      Buffer.from([id.length >> 8, id.length & 255]),
      id,
      cbor(publicKey),
    ]);
    const attestation = new Map<string, Cbor>([
      ["fmt", "none"],
      ["attStmt", new Map()],
      ["authData", authData],
    ]);
    return JSON.stringify({
      id: this.id,
      rawId: this.id,
      type: "public-key",
      clientExtensionResults: {},
      response: {
        clientDataJSON: text(
          this.#clientData("webauthn.create", wrong.challenge ?? options.challenge, wrong),
        ),
        attestationObject: text(cbor(attestation)),
        transports: ["internal"],
      },
    });
  }

  /** The answer to sign-in options. */
  signIn(options: { challenge: string }, wrong: Misbehaviour = {}): string {
    this.counter = wrong.counter ?? this.counter + 1;
    const clientData = this.#clientData("webauthn.get", wrong.challenge ?? options.challenge, wrong);
    const data = this.#authenticatorData(PRESENT | (wrong.unverified ? 0 : VERIFIED), this.counter);
    return JSON.stringify({
      id: this.id,
      rawId: this.id,
      type: "public-key",
      clientExtensionResults: {},
      response: {
        clientDataJSON: text(clientData),
        authenticatorData: text(data),
        signature: text(sign("sha256", Buffer.concat([data, sha256(clientData)]), this.#key)),
        userHandle: wrong.userHandle ?? this.#userHandle,
      },
    });
  }
}

/** The options a page carries for the browser's dialogue of that kind. */
export function optionsIn<T>(html: string, use: "sign-in" | "register"): T {
  const [, escaped] = new RegExp(`data-passkey="${use}" data-options="([^"]*)"`).exec(html) ?? [];
  if (escaped === undefined) throw new Error(`the page has no form to ${use}`);
  return JSON.parse(escaped.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&")) as T;
}
