import { randomBytes, scryptSync } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "pg";
import { StartupError } from "../config.ts";
import { APP_ROLE, READER_ROLE, SYSTEM_ROLE } from "../platform/row-policies.ts";
import type { Login } from "./connect.ts";

/** The three who log in. None owns anything, none can change the schema, and none is above row-level security. */
const ROLES = [APP_ROLE, SYSTEM_ROLE, READER_ROLE] as const;

export type RolePasswords = Record<(typeof ROLES)[number], string>;

/** In the data folder. */
export const PASSWORD_FILE = "database-roles.json";

/**
 * The passwords of the roles. With a password in the address they are derived from it, so that processes on several
 * machines agree without sharing a file; otherwise they are random and kept in the data folder, for our user's eyes alone.
 */
export function rolePasswords(owner: Login, dataDir: string): RolePasswords {
  const { password } = owner;
  if (password) return forEach((role) => scryptSync(password, `open-tax ${role}`, 24).toString("base64url"));
  const file = join(dataDir, PASSWORD_FILE);
  const made = () => randomBytes(24).toString("base64url");
  try {
    if (!existsSync(file)) writeFileSync(file, JSON.stringify(forEach(made)), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  try {
    const kept = JSON.parse(readFileSync(file, "utf8")) as Partial<RolePasswords>;
    if (ROLES.every((role) => kept[role])) return kept as RolePasswords;
    const complete = forEach((role) => kept[role] ?? made());
    writeFileSync(file, JSON.stringify(complete), { mode: 0o600 });
    return complete;
  } catch (cause) {
    throw new StartupError(
      `The passwords in ${file} cannot be read; remove the file and new ones are made.`,
      { cause },
    );
  }
}

const forEach = (password: (role: (typeof ROLES)[number]) => string) =>
  Object.fromEntries(ROLES.map((role) => [role, password(role)])) as RolePasswords;

/**
 * Makes the login roles, or brings their passwords up to date. What the application's role may do the system's may too;
 * what is the system's alone is granted to it by name.
 */
export async function ensureRoles(owner: Client, passwords: RolePasswords): Promise<void> {
  const { rows } = await owner.query<{ rolname: string }>(
    "select rolname from pg_roles where rolname = any($1)",
    [ROLES],
  );
  for (const role of ROLES) {
    const there = rows.some(({ rolname }) => rolname === role);
    const start = there
      ? `alter role ${role}`
      : `create role ${role} login nocreatedb nocreaterole ${role === SYSTEM_ROLE ? "inherit" : "noinherit"}`;
    await owner.query(`${start} password ${owner.escapeLiteral(passwords[role])}`);
  }
  const { rows: member } = await owner.query("select pg_has_role($1::name, $2::name, 'usage') as yes", [
    SYSTEM_ROLE,
    APP_ROLE,
  ]);
  if (!member[0]?.yes) await owner.query(`grant ${APP_ROLE} to ${SYSTEM_ROLE}`);
}
