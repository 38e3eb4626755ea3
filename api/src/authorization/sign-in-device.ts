import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Pool } from "pg";
import { clientAddress, limitKey, type TrustedProxies } from "../platform/client-address.ts";
import { newId } from "../platform/id.ts";
import { forgetPolls } from "./device-poll.ts";
import { cookieOf } from "./language.ts";
import type { Secrets } from "./secrets.ts";
import type { Log } from "./settings.ts";

const COOKIE_SECONDS = 365 * 24 * 3600;
const SHOWN_ATTEMPTS = 10;
/** How long a person can look back at their sign-ins, and how long a device that was not used stays known. */
const KEPT = { attempts: "180 days", devices: "365 days" };

/** What a request tells of where it comes from, as far as it may be kept. */
export interface Origin {
  /** What limits count by. */
  limitKey: string;
  /** The address with its second half hidden. */
  address: string;
  /** The browser and its system in plain words; empty when it does not say. */
  agent: string;
  /** The SHA-256 of the device's cookie. */
  device?: string | undefined;
}

export type SignInMethod = "PASSWORD" | "PASSKEY" | "UPSTREAM" | "SAMPLE";

/** A sign-in as its person may look it up. */
export interface Attempt {
  at: Date;
  method: SignInMethod;
  outcome: "DONE" | "REFUSED";
  address: string;
  agent: string;
  knownDevice: boolean;
}

/** Devices people have signed in from, and the list of their sign-ins. */
export function openDevices(
  pool: Pool,
  cookie: { name: string; path: string; secure: boolean },
  secrets: Secrets,
  trusted: TrustedProxies,
  log: Log,
) {
  const hashOf = (device: string) => createHash("sha256").update(device).digest("base64url");

  function deviceIn(request: IncomingMessage): string | undefined {
    const [device = "", seal = ""] = (cookieOf(request, cookie.name) ?? "").split(".");
    return device && secrets.isSeal(seal, "device", device) ? device : undefined;
  }

  function originOf(request: IncomingMessage): Origin {
    const address = clientAddress(request, trusted);
    const device = deviceIn(request);
    return {
      limitKey: limitKey(address),
      address: hidden(address),
      agent: plainAgent(request.headers["user-agent"]),
      ...(device ? { device: hashOf(device) } : {}),
    };
  }

  /** After a sign-in: this browser is one the person uses. */
  async function remember(
    request: IncomingMessage,
    response: ServerResponse,
    personId: string,
  ): Promise<void> {
    const device = deviceIn(request) ?? randomBytes(24).toString("base64url");
    response.appendHeader(
      "set-cookie",
      `${cookie.name}=${device}.${secrets.seal("device", device)}; Path=${cookie.path}; Max-Age=${COOKIE_SECONDS}; HttpOnly; SameSite=Lax${cookie.secure ? "; Secure" : ""}`,
    );
    await pool.query({
      name: "device:remember",
      text: `insert into known_device (device, person_id) values ($1, $2)
             on conflict (device, person_id) do update set last_seen_at = now()`,
      values: [hashOf(device), personId],
    });
  }

  /** After a change of password: only this browser stays known. */
  async function forgetOthers(personId: string, { device }: Origin): Promise<void> {
    await pool.query("delete from known_device where person_id = $1 and device <> $2", [
      personId,
      device ?? "",
    ]);
  }

  async function record(
    whose: { personId: string } | { login: string },
    outcome: Attempt["outcome"],
    method: SignInMethod,
    { address, agent, device }: Origin,
  ): Promise<void> {
    const byLogin = "login" in whose;
    await pool.query({
      name: `sign-in:record-${byLogin ? "login" : "person"}`,
      text: `insert into sign_in_attempt (id, person_id, method, outcome, address, agent, known_device)
             select $1, who.id, $3, $4, $5, $6, exists (select 1 from known_device d where d.person_id = who.id and d.device = $7)
             from (${byLogin ? "select person_id as id from sign_in_account where login = $2" : "select $2::text as id"}) who`,
      values: [
        newId("sia"),
        byLogin ? whose.login.toLowerCase() : whose.personId,
        method,
        outcome,
        address,
        agent,
        device ?? "",
      ],
    });
  }

  /** Told without waiting: how long a refusal takes must not say whether there is such an account. */
  function recordLater(...what: Parameters<typeof record>): void {
    record(...what).catch((error: unknown) => log.info({ error }, "a refused sign-in was not recorded"));
  }

  async function attemptsOf(personId: string): Promise<Attempt[]> {
    const { rows } = await pool.query<Attempt>({
      name: "sign-in:attempts",
      text: `select at, method, outcome, address, agent, known_device as "knownDevice"
             from sign_in_attempt where person_id = $1 order by at desc, id desc limit $2`,
      values: [personId, SHOWN_ATTEMPTS],
    });
    return rows;
  }

  return { originOf, remember, forgetOthers, record, recordLater, attemptsOf };
}

export type Devices = ReturnType<typeof openDevices>;

/** Deletes what no longer serves anybody: limits, challenges, sessions that have ended, old sign-ins. */
export async function forgetPastSignIns(pool: Pool): Promise<void> {
  await pool.query("delete from sign_in_limit where expires_at < now()");
  await forgetPolls(pool);
  await pool.query("delete from passkey_challenge where expires_at < now()");
  await pool.query("delete from upstream_sign_in where expires_at < now()");
  await pool.query(
    "delete from session_device d where not exists (select 1 from oauth_row r where r.model = 'Session' and r.uid = d.uid)",
  );
  await pool.query(`delete from sign_in_attempt where at < now() - interval '${KEPT.attempts}'`);
  await pool.query(`delete from known_device where last_seen_at < now() - interval '${KEPT.devices}'`);
}

/** The second half hidden: enough to recognise one's own network, too little to find anybody. */
export const hidden = (address: string): string =>
  address.includes(":")
    ? `${address.split(":").slice(0, 2).join(":")}:…`
    : address.replace(/^(\d+\.\d+)\.\d+\.\d+$/, "$1.*.*");

const SYSTEMS: readonly [RegExp, string][] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/OpenHarmony|HarmonyOS/, "HarmonyOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];
const BROWSERS: readonly [RegExp, string][] = [
  [/MicroMessenger/, "WeChat"],
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/OPR\//, "Opera"],
  [/SamsungBrowser/, "Samsung Internet"],
  [/Firefox|FxiOS/, "Firefox"],
  [/Chrome|CriOS/, "Chrome"],
  [/Safari/, "Safari"],
];

/** `Chrome · Windows`: what people call their browser and device. */
export function plainAgent(userAgent = ""): string {
  const named = (names: readonly [RegExp, string][]) =>
    names.find(([pattern]) => pattern.test(userAgent))?.[1];
  return [named(BROWSERS), named(SYSTEMS)].filter(Boolean).join(" · ");
}
