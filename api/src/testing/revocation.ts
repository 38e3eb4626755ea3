import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "pg";
import { raceWithdrawals } from "../authorization/withdrawal-race.testing.ts";
import { loginOf } from "../database/connect.ts";
import { type ConsentedApp, consentedApp, person } from "./app.ts";
import type { TestPlatform } from "./platform.ts";

/** How withdrawals came through. Times in milliseconds, from the withdrawal's answer to the first refusal. */
export interface RevocationFigures {
  /** Calls that still got data although they were made after the withdrawal was answered. */
  answeredAfter: number;
  /** Listener alive. */
  p50: number;
  p99: number;
  /** The listener's connection killed again and again meanwhile. */
  deafP99: number;
  /** Token rows found under a withdrawn consent after so many races of writing against withdrawing. */
  races: number;
  tokensLeft: number;
}

export interface RevocationRounds {
  rounds: number;
  races: number;
}

const REVOKE =
  "mutation ($input: RevokeConsentInput!) { revokeConsent(input: $input) { consent { status } userErrors { code } } }";
const MINE = "{ myTaxpayer { id } }";
const OWNER = {
  person: "pn_018f0000-0000-7000-8000-000000000006",
  taxpayer: "tp_018f0000-0000-7000-8000-000000000003",
};

const percentile = (times: readonly number[], share: number) =>
  Math.round(([...times].sort((a, b) => a - b)[Math.ceil(times.length * share) - 1] ?? 0) * 10) / 10;

/** Gives and withdraws consents on a platform that runs, with its event listener alive and dead. */
export async function revocationFigures(
  platform: TestPlatform,
  { rounds, races }: RevocationRounds,
): Promise<RevocationFigures> {
  const owner = await person(platform, OWNER);
  const server = new Pool({ connectionString: sandboxUrl(platform), max: 8 });
  const deafen = () =>
    server.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'open-tax listener'",
    );
  let answeredAfter = 0;

  const round = async (): Promise<number> => {
    const app = await consentedApp(platform, OWNER);
    const before = await app.ask(MINE);
    if (!before.data?.myTaxpayer)
      throw new Error(`a consented app was refused: ${JSON.stringify(before.errors)}`);
    const withdrawn = await owner.ask(REVOKE, {
      input: { consentId: app.consentId, idempotencyKey: randomUUID() },
    });
    if (withdrawn.data?.revokeConsent?.consent?.status !== "REVOKED")
      throw new Error(`the withdrawal was refused: ${JSON.stringify(withdrawn.data ?? withdrawn.errors)}`);
    const { took, answered } = await untilRefused(app);
    answeredAfter += answered;
    return took;
  };

  try {
    const alive: number[] = [];
    for (let index = 0; index < rounds; index += 1) alive.push(await round());
    const inTime = answeredAfter;
    let deaf = true;
    const deafening = (async () => {
      for (; deaf; await sleep(20)) await deafen();
    })();
    const deafTimes: number[] = [];
    for (let index = 0; index < rounds; index += 1) deafTimes.push(await round());
    deaf = false;
    await deafening;
    return {
      answeredAfter: inTime,
      p50: percentile(alive, 0.5),
      p99: percentile(alive, 0.99),
      deafP99: percentile(deafTimes, 0.99),
      races,
      tokensLeft: (await raceWithdrawals(server, races)).left,
    };
  } finally {
    await server.end();
  }
}

/** Calls until the app is refused; how long that took, and how often it was answered before. */
async function untilRefused(app: ConsentedApp): Promise<{ took: number; answered: number }> {
  const started = performance.now();
  for (let answered = 0; performance.now() - started < 10_000; answered += 1) {
    const { status, errors } = await app.ask(MINE);
    if (status === 401 && errors?.[0]?.extensions.code === "CONSENT_REVOKED")
      return { took: performance.now() - started, answered };
    if (status !== 200) throw new Error(`refused for another reason: ${status} ${JSON.stringify(errors)}`);
  }
  throw new Error("a withdrawn consent was answered for ten seconds");
}

/** The sandbox's database as its owner. */
function sandboxUrl({ config }: TestPlatform): string {
  if (!config.databaseUrl) throw new Error("the platform of a test stands on a server with an address");
  loginOf(config.databaseUrl);
  const url = new URL(config.databaseUrl);
  url.pathname = `/${config.databasePrefix}_sandbox`;
  return url.href;
}
