import type { IncomingMessage, ServerResponse } from "node:http";
import type { KoaContextWithOIDC, Provider } from "oidc-provider";
import type { Pool } from "pg";
import type { Origin } from "./sign-in-device.ts";

/** How long a session lasts when nobody ends it, in seconds. */
export const SESSION_SECONDS = 8 * 3600;

/** A session as its person sees it. */
export interface SessionFact {
  uid: string;
  agent: string;
  address: string;
  signedInAt: Date;
  lastUsedAt: Date;
}

/** The part of the library's session that is used here. */
export interface LibrarySession {
  id: string;
  uid: string;
  accountId?: string;
  acr?: string;
  amr?: string[];
  loginTs?: number;
  exp?: number;
  loginAccount(details: object): void;
  resetIdentifier(): void;
  save(seconds: number): Promise<string>;
  destroy(): Promise<void>;
}

/** What a sign-in has established. */
export interface Login {
  accountId: string;
  acr: "L1" | "L2" | "L3";
  amr: string[];
  /** When the person was authenticated, in seconds since 1970; now, when absent. */
  ts?: number;
}

/** Sessions of one environment's authorization server, and the browser behind each. */
export function openSessions(
  pool: Pool,
  provider: Provider,
  { path, secure, name }: { path: string; secure: boolean; name: string },
) {
  const Session = provider.Session as unknown as {
    new (): LibrarySession;
    get(ctx: unknown): Promise<LibrarySession>;
  };
  const createContext = (request: IncomingMessage, response: ServerResponse) =>
    (
      provider as unknown as {
        createContext(
          request: IncomingMessage,
          response: ServerResponse,
        ): { cookies: { set(name: string, value: string | null, options: object): void } };
      }
    ).createContext(request, response);

  /** The browser's session, when somebody is signed in. */
  async function current(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<LibrarySession | undefined> {
    const session = await Session.get(createContext(request, response));
    return session.accountId ? session : undefined;
  }

  /** Notes that a session is in use, and from where. */
  async function note(
    { uid, accountId, loginTs }: LibrarySession,
    { agent, address }: Origin,
  ): Promise<void> {
    await pool.query({
      name: "session:note",
      text: `insert into session_device (uid, person_id, agent, address, signed_in_at) values ($1, $2, $3, $4, to_timestamp($5))
             on conflict (uid) do update set person_id = excluded.person_id, agent = excluded.agent, address = excluded.address,
               signed_in_at = excluded.signed_in_at, last_used_at = now()`,
      values: [uid, accountId, agent, address, loginTs ?? Math.floor(Date.now() / 1000)],
    });
  }

  /** Signs a person in outside an app's request; another person's session of this browser ends. */
  async function begin(
    request: IncomingMessage,
    response: ServerResponse,
    login: Login,
    origin: Origin,
  ): Promise<void> {
    const context = createContext(request, response);
    let session = await Session.get(context);
    if (session.accountId && session.accountId !== login.accountId) {
      await session.destroy();
      session = new Session();
    } else if (session.exp) session.resetIdentifier();
    const { ts: loginTs, ...details } = login;
    session.loginAccount({ ...details, ...(loginTs ? { loginTs } : {}), transient: true });
    await session.save(SESSION_SECONDS);
    context.cookies.set(name, session.id, { httpOnly: true, sameSite: "lax", secure, signed: true, path });
    await note(session, origin);
  }

  async function of(personId: string): Promise<SessionFact[]> {
    const { rows } = await pool.query<SessionFact>({
      name: "session:of",
      text: `select uid, agent, address, signed_in_at as "signedInAt", last_used_at as "lastUsedAt" from session_device d
             where person_id = $1 and exists (
               select 1 from oauth_row where model = 'Session' and uid = d.uid and payload->>'accountId' = $1 and expires_at > now())
             order by last_used_at desc`,
      values: [personId],
    });
    return rows;
  }

  /**
   * Ends sessions of that person: one, or all, or all but one. Consents and the apps' tokens stay. The portal's own tokens and codes
   * end, also those whose session has been forgotten before.
   */
  async function end(personId: string, which: { uid?: string; but?: string } = {}): Promise<number> {
    const { rows } = await pool.query<{ uid: string }>({
      name: "session:end",
      text: `with gone as (
               delete from oauth_row where model = 'Session' and payload->>'accountId' = $1
                 and ($2::text is null or uid = $2) and uid is distinct from $3::text returning uid
             ), noted as (delete from session_device where uid in (select uid from gone)),
             own as (
               delete from oauth_row t using oauth_client c
               where t.model in ('RefreshToken', 'AccessToken', 'AuthorizationCode') and c.first_party
                 and c.id = t.payload->>'clientId' and t.payload->>'accountId' = $1
                 and ($2::text is null or t.payload->>'sessionUid' = $2) and t.payload->>'sessionUid' is distinct from $3::text
             )
             select distinct uid from gone`,
      values: [personId, which.uid ?? null, which.but ?? null],
    });
    return rows.length;
  }

  return { current, begin, note, of, end };
}

export type Sessions = ReturnType<typeof openSessions>;

/** Makes the library note each use of a session. It waits for it, so that the list of sessions is never behind. */
export const noteSessions =
  (sessions: Sessions, originOf: (request: IncomingMessage) => Origin) =>
  async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    const session = ctx.oidc?.session as unknown as (LibrarySession & { destroyed?: boolean }) | undefined;
    if (
      session?.accountId &&
      !session.destroyed &&
      /^(authorization|resume|device_resume)$/.test(ctx.oidc.route)
    )
      await sessions.note(session, originOf(ctx.req));
  };
