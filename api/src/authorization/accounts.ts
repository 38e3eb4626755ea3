import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import type { Pool } from "pg";
import { RateLimiterMemory } from "rate-limiter-flexible";

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

const FAILURES = 5;
const FAILURES_PER_ADDRESS = 50;
const WINDOW_SECONDS = 900;

/** The sign-in of one environment, with its memory of failures. */
export interface Accounts {
  /** The person, `wrong`, or `slow` after too many failures for this account from this address. */
  signIn(login: string, password: string, address: string): Promise<{ personId: string } | "wrong" | "slow">;
}

/**
 * Failures count per account *and* address, and per address: one who guesses is stopped, while the owner of the account
 * signs in from elsewhere. An unknown account costs as much time as a wrong password.
 */
export function openAccounts(pool: Pool): Accounts {
  const perAccount = new RateLimiterMemory({ points: FAILURES, duration: WINDOW_SECONDS });
  const perAddress = new RateLimiterMemory({ points: FAILURES_PER_ADDRESS, duration: WINDOW_SECONDS });
  let decoy: Promise<string> | undefined;
  const reserve = async (limiter: RateLimiterMemory, key: string) =>
    limiter.consume(key).then(
      () => true,
      () => false,
    );

  return {
    async signIn(login, password, address) {
      const key = `${login.toLowerCase()}\n${address}`;
      // The address first: made-up logins must not fill the memory of accounts without bound.
      if (!(await reserve(perAddress, address))) return "slow";
      if (!(await reserve(perAccount, key))) {
        await perAddress.reward(address);
        return "slow";
      }
      const { rows } = await pool.query<{ personId: string; password: string }>({
        name: "account:login",
        text: 'select person_id as "personId", password from sign_in_account where login = $1',
        values: [login.toLowerCase()],
      });
      const [account] = rows;
      const right = await matches(
        password,
        account?.password ?? (await (decoy ??= hashPassword(randomBytes(9).toString("base64url")))),
      );
      if (!account || !right) return "wrong";
      await perAccount.delete(key);
      await perAddress.reward(address);
      return { personId: account.personId };
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
