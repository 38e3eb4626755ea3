import { createPrivateKey, hash, randomUUID, sign } from "node:crypto";

/** Makes DPoP proofs, ahead of time where it can. */
export class Prover {
  #ready = [];
  #credentials;
  #key;
  #header;
  #nonce;

  constructor(credentials) {
    this.#credentials = credentials;
    this.#key = createPrivateKey({ key: credentials.key, format: "jwk" });
    this.#header = part({ typ: "dpop+jwt", alg: "ES256", jwk: credentials.jwk });
  }

  /** Learns the server's nonce and signs so many proofs. */
  async prepare(origin, count) {
    const { token } = this.#credentials;
    const refused = await fetch(`${origin}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `DPoP ${token}`, dpop: this.#prove() },
      body: "{}",
    });
    await refused.text();
    this.#nonce = refused.headers.get("dpop-nonce");
    if (!this.#nonce) throw new Error(`the server gave no nonce but ${refused.status}`);
    this.#ready = Array.from({ length: count }, () => this.#prove());
  }

  next() {
    return this.#ready.pop() ?? this.#prove();
  }

  #prove() {
    const { token, resource } = this.#credentials;
    const claims = {
      jti: randomUUID(),
      htm: "POST",
      htu: resource,
      iat: Math.floor(Date.now() / 1000),
      ath: hash("sha256", token, "base64url"),
      nonce: this.#nonce,
    };
    const signed = `${this.#header}.${part(claims)}`;
    const signature = sign("sha256", Buffer.from(signed), { key: this.#key, dsaEncoding: "ieee-p1363" });
    return `${signed}.${signature.toString("base64url")}`;
  }
}

const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
