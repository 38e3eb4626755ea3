import type { Ledger } from "../consents/ledger.ts";
import { refuse } from "../platform/access.ts";
import { actorOf, type Entry, maskedAddress } from "../platform/audit.ts";
import type { HttpRefusal } from "./http-refusal.ts";

/** Part of how a proof is made, or said of the platform: nobody was refused anything. */
const UNRECORDED = new Set<string>([refuse.DPOP_NONCE_REQUIRED.code, refuse.SERVICE_UNAVAILABLE.code]);

/** How long the same refusal is counted into one entry, in milliseconds. */
const COUNTED_FOR_MS = 60_000;
const LOOK_MS = 5_000;
/** More different ones than this at a time, and the oldest are written before their minute is over. */
const KEPT = 10_000;

interface Counted {
  entry: Entry;
  since: number;
  repeats: number;
}

/** Where a request came from. */
export interface Came {
  requestId: string;
  ip?: string | undefined;
}

/**
 * Requests that authentication refuses although their token says whose they are. The first of a consent and a code is written
 * at once; what repeats within the minute makes one more entry with its number, so that nobody can fill the ledger by asking.
 */
export class LedgerRefusals {
  readonly #ledger: Ledger;
  readonly #environment: Entry["environment"];
  readonly #counted = new Map<string, Counted>();
  readonly #timer: NodeJS.Timeout;

  constructor(ledger: Ledger, environment: Entry["environment"], lookMs = LOOK_MS) {
    this.#ledger = ledger;
    this.#environment = environment;
    this.#timer = setInterval(() => this.#write(Date.now() - COUNTED_FOR_MS), lookMs).unref();
  }

  /** Notes a refusal; resolves when it is written, or counted. Never rejects: it was refused in any case. */
  async note({ caller, problems: [{ code }] }: HttpRefusal, { requestId, ip }: Came): Promise<void> {
    if (!caller || UNRECORDED.has(code)) return;
    const { taxpayerId, consentId, officeSessionId, appId } = caller;
    if (taxpayerId === undefined && caller.kind !== "OFFICER") return;
    const key = `${consentId ?? officeSessionId ?? appId} ${taxpayerId} ${code}`;
    const counted = this.#counted.get(key);
    if (counted) {
      counted.repeats += 1;
      return;
    }
    const entry: Entry = {
      environment: this.#environment,
      kind: "READ",
      event: "REFUSED",
      ...actorOf(caller),
      outcome: code,
      address: maskedAddress(ip || caller.ip),
      requestId,
    };
    if (this.#counted.size >= KEPT) this.#write(Date.now(), KEPT / 10);
    this.#counted.set(key, { entry, since: Date.now(), repeats: 0 });
    await this.#ledger.append(entry).catch(() => undefined);
  }

  /** Writes what was counted and not written yet. */
  close(): void {
    clearInterval(this.#timer);
    this.#write(Number.POSITIVE_INFINITY);
  }

  /** The numbers of those that began before a moment, the oldest first. */
  #write(before: number, most = Number.POSITIVE_INFINITY): void {
    let written = 0;
    for (const [key, { entry, since, repeats }] of this.#counted) {
      if (since > before || written >= most) return;
      written += 1;
      this.#counted.delete(key);
      if (repeats > 0) void this.#ledger.append({ ...entry, repeats }).catch(() => undefined);
    }
  }
}
