import { hkdfSync } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { CompactEncrypt, compactDecrypt } from "jose";
import type { EnvironmentName } from "./platform/caller.ts";
import type { Keys } from "./platform/keys.ts";

/** How long a person stays signed in to the portal at most, in seconds; as long as at the authorization server. */
export const SIGNED_IN_SECONDS = 8 * 3600;

/** What the portal's cookie holds. No script can read it, and no reader of the disk, for it is encrypted as well. */
export interface PortalSession {
  refreshToken: string;
  /** When the person signed in, in seconds; a refresh does not make it younger. */
  since: number;
}

/** The cookie in which the browser keeps the portal's refresh token for us, one for each environment. */
export class SessionCookie {
  readonly #environment: EnvironmentName;
  readonly #keys: Keys;
  readonly #secure: boolean;
  readonly #now: () => Date;

  constructor(environment: EnvironmentName, keys: Keys, secure: boolean, now: () => Date) {
    this.#environment = environment;
    this.#keys = keys;
    this.#secure = secure;
    this.#now = now;
  }

  get #name(): string {
    return this.#environment === "production" ? "ot_p_portal" : "ot_s_portal";
  }

  /** Derived from the keys that sign tokens: the same in every process, gone when that key is gone. */
  #secrets(): Uint8Array[] {
    return this.#keys
      .of("oauth")
      .map(({ privateJwk }) =>
        Buffer.from(
          hkdfSync(
            "sha256",
            Buffer.from(privateJwk.d ?? "", "base64url"),
            `open-tax ${this.#environment}`,
            "portal session",
            32,
          ),
        ),
      );
  }

  /** The session the browser brought; nothing when there is none, when it is over, or when we did not write it. */
  async read(request: IncomingMessage): Promise<PortalSession | undefined> {
    const sealed = cookieOf(request, this.#name);
    if (!sealed) return undefined;
    for (const secret of this.#secrets()) {
      const opened = await compactDecrypt(sealed, secret, {
        keyManagementAlgorithms: ["dir"],
        contentEncryptionAlgorithms: ["A256GCM"],
      }).catch(() => undefined);
      if (!opened) continue;
      const session: PortalSession = JSON.parse(new TextDecoder().decode(opened.plaintext));
      return this.#left(session) > 0 ? session : undefined;
    }
    return undefined;
  }

  /** The value of a `Set-Cookie` header that keeps the session for what is left of it. */
  async keep(session: PortalSession): Promise<string> {
    const [secret] = this.#secrets();
    if (!secret) throw new Error("there is no oauth key");
    const sealed = await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(session)))
      .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
      .encrypt(secret);
    return this.#line(sealed, Math.max(0, Math.floor(this.#left(session))));
  }

  /** The value of a `Set-Cookie` header that takes the session away. */
  forget(): string {
    return this.#line("", 0);
  }

  #left({ since }: PortalSession): number {
    return since + SIGNED_IN_SECONDS - this.#now().getTime() / 1000;
  }

  #line(value: string, seconds: number): string {
    const secure = this.#secure ? "; Secure" : "";
    return `${this.#name}=${value}; Path=/session/${this.#environment}; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`;
  }
}

function cookieOf(request: IncomingMessage, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const [key, value] = pair.trim().split("=", 2);
    if (key === name) return value;
  }
  return undefined;
}
