import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import type { Pool } from "pg";
import { openLimits, type Patience } from "./sign-in-limits.ts";

/** argon2id with 19 MiB, 2 passes, 1 lane: the first choice of the OWASP password storage guidance. */
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };
const PREFIX = "argon2id$19456$2$1$";

const derive = (password: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    argon2("argon2id", { message: password.normalize("NFC"), nonce: salt, ...COST }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  );

/** The password as it is stored: parameters, salt and hash. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `${PREFIX}${salt.toString("base64url")}$${(await derive(password, salt)).toString("base64url")}`;
}

async function matches(password: string, stored: string): Promise<boolean> {
  const [salt = "", hash = ""] = stored.slice(PREFIX.length).split("$");
  const expected = Buffer.from(hash, "base64url");
  const actual = await derive(password, Buffer.from(salt, "base64url"));
  return stored.startsWith(PREFIX) && expected.length === actual.length && timingSafeEqual(expected, actual);
}

const MINUTES_15 = 900;
/** One address trying one account. */
const GUESSER: Patience = { free: 5, first: MINUTES_15, longest: MINUTES_15 };
/** One address trying whatever account. */
const SPRAYER: Patience = { free: 50, first: MINUTES_15, longest: MINUTES_15 };
/** Everybody together trying one account from devices it does not know: slower and slower, never closed. */
const CROWD: Patience = { free: 10, first: 2, longest: 60 };
/** One device that the account knows. */
const KNOWN_DEVICE: Patience = { free: 10, first: 30, longest: MINUTES_15 };

/** Someone who says who they are. */
export interface Claimant {
  login: string;
  password: string;
  /** What limits count their address by. */
  address: string;
  /** The SHA-256 of their device's cookie, where the browser has one. */
  device?: string | undefined;
}

export interface Known {
  personId: string;
  /** They have signed in from this device before. */
  knownDevice: boolean;
}

/** The accounts of one environment. */
export interface Accounts {
  /** The person; `wrong` for a wrong password and for an unknown account alike; or how many seconds to wait after too many failures. */
  signIn(claimant: Claimant): Promise<Known | "wrong" | { seconds: number }>;
  loginOf(personId: string): Promise<string | undefined>;
  setPassword(personId: string, password: string): Promise<void>;
}

interface Row {
  personId: string;
  password: string;
  knownDevice: boolean;
}

/**
 * Failures count per address, per account and address, and per account over all the devices it does not know. A device it
 * knows has a count of its own, so that nobody else's failures keep the owner out. An unknown account costs the same
 * work as a wrong password.
 */
export function openAccounts(pool: Pool): Accounts {
  const limits = openLimits(pool);
  const decoy = hashPassword(randomBytes(9).toString("base64url"));

  /** Counts the try under each key in turn; the seconds to wait, with nothing counted, when one of them is exhausted. */
  async function reserve(keys: readonly (readonly [string, Patience])[]): Promise<number> {
    const taken: string[] = [];
    for (const [key, patience] of keys) {
      const seconds = await limits.reserve(key, patience);
      if (seconds > 0) {
        for (const each of taken) await limits.giveBack(each);
        return seconds;
      }
      taken.push(key);
    }
    return 0;
  }

  return {
    async signIn({ login: written, password, address, device }) {
      const login = written.toLowerCase();
      const { rows } = await pool.query<Row>({
        name: "account:login",
        text: `select a.person_id as "personId", a.password,
                      exists (select 1 from known_device d where d.person_id = a.person_id and d.device = $2) as "knownDevice"
               from sign_in_account a where a.login = $1`,
        values: [login, device ?? ""],
      });
      const [account] = rows;
      const own = account?.knownDevice ? [`device\n${device}\n${login}`] : [];
      // The address first: made-up logins must not fill the table without bound.
      const strange = [`address\n${address}`, `guess\n${address}\n${login}`, `account\n${login}`];
      const seconds = await reserve(
        own.length > 0
          ? own.map((key) => [key, KNOWN_DEVICE])
          : [
              [strange[0]!, SPRAYER],
              [strange[1]!, GUESSER],
              [strange[2]!, CROWD],
            ],
      );
      if (seconds > 0) return { seconds };
      const right = await matches(password, account?.password ?? (await decoy));
      if (!account || !right) return "wrong";
      if (account.knownDevice) await limits.forget(...own);
      else {
        await limits.forget(...strange.slice(1));
        await limits.giveBack(strange[0]!);
      }
      return { personId: account.personId, knownDevice: account.knownDevice };
    },

    async loginOf(personId) {
      const { rows } = await pool.query<{ login: string }>({
        name: "account:of",
        text: "select login from sign_in_account where person_id = $1",
        values: [personId],
      });
      return rows[0]?.login;
    },

    async setPassword(personId, password) {
      await pool.query("update sign_in_account set password = $2 where person_id = $1", [
        personId,
        await hashPassword(password),
      ]);
    },
  };
}

/** Makes an account with that password; an existing one keeps its own. */
export async function addAccount(
  pool: Pool,
  { personId, login, password }: { personId: string; login: string; password: string },
): Promise<boolean> {
  const { rowCount } = await pool.query(
    "insert into sign_in_account (person_id, login, password, simulated) values ($1, $2, $3, true) on conflict do nothing",
    [personId, login.toLowerCase(), await hashPassword(password)],
  );
  return rowCount === 1;
}
