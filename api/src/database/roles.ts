import { randomBytes, scryptSync } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "pg";
import { StartupError } from "../config.ts";
import type { Login } from "./connect.ts";

/** Reads and writes rows; owns nothing and cannot change the schema. */
export const APP_ROLE = "open_tax_app";
/** Reads rows. */
export const READER_ROLE = "open_tax_reader";

export type RolePasswords = Record<typeof APP_ROLE | typeof READER_ROLE, string>;

/** In the data folder. */
export const PASSWORD_FILE = "database-roles.json";

/**
 * The passwords of the two roles. With a password in the address they are derived from it, so that processes on several
 * machines agree without sharing a file; otherwise they are random and kept in the data folder, for our user's eyes alone.
 */
export function rolePasswords(owner: Login, dataDir: string): RolePasswords {
  const { password } = owner;
  if (password) {
    const derived = (role: string) => scryptSync(password, `open-tax ${role}`, 24).toString("base64url");
    return { [APP_ROLE]: derived(APP_ROLE), [READER_ROLE]: derived(READER_ROLE) };
  }
  const file = join(dataDir, PASSWORD_FILE);
  const made = () => randomBytes(24).toString("base64url");
  try {
    if (!existsSync(file)) {
      writeFileSync(file, JSON.stringify({ [APP_ROLE]: made(), [READER_ROLE]: made() }), {
        mode: 0o600,
        flag: "wx",
      });
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  try {
    return JSON.parse(readFileSync(file, "utf8")) as RolePasswords;
  } catch (cause) {
    throw new StartupError(
      `The passwords in ${file} cannot be read; remove the file and new ones are made.`,
      { cause },
    );
  }
}

/** Makes the two login roles, or brings their passwords up to date. */
export async function ensureRoles(owner: Client, passwords: RolePasswords): Promise<void> {
  const { rows } = await owner.query<{ rolname: string }>(
    "select rolname from pg_roles where rolname = any($1)",
    [[APP_ROLE, READER_ROLE]],
  );
  for (const role of [APP_ROLE, READER_ROLE] as const) {
    const there = rows.some(({ rolname }) => rolname === role);
    const start = there
      ? `alter role ${role}`
      : `create role ${role} login nocreatedb nocreaterole noinherit`;
    await owner.query(`${start} password ${owner.escapeLiteral(passwords[role])}`);
  }
}
