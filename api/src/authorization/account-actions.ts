import type { IncomingMessage, ServerResponse } from "node:http";
import { accountPage } from "./account-page.ts";
import { passwordFaults } from "./account-password.ts";
import { accountWords, type Done } from "./account-words.ts";
import { FormFault } from "./form.ts";
import type { Language } from "./language.ts";
import type { Secrets } from "./secrets.ts";
import type { LibrarySession } from "./session-store.ts";
import type { AuthorizationOptions } from "./settings.ts";
import { FRESH_SECONDS } from "./sign-in.ts";
import type { SignInView } from "./sign-in-desk.ts";
import { ageOf, levelOf } from "./sign-in-level.ts";
import type { PeopleParts } from "./sign-in-parts.ts";

export const ACCOUNT = "/account";
export const SIGN_IN = "/account/sign-in";
const DONE: readonly Done[] = ["added", "renamed", "removed", "ended", "others", "password"];

/** One request to the account pages. */
export interface AccountVisit {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  language: Language;
}

/** A request of somebody who is signed in. */
export type Signed = AccountVisit & { session: LibrarySession & { accountId: string } };

interface Ways {
  show(visit: AccountVisit, page: SignInView, status?: number): void;
  /** Sends the browser on, to a path below the issuer. */
  go(visit: AccountVisit, path: string): void;
}

/** The account page, and what can be done on it. */
export function accountActions(
  options: AuthorizationOptions,
  secrets: Secrets,
  { accounts, passkeys, resets, devices, sessions, upstream }: PeopleParts,
  { show, go }: Ways,
) {
  const { environment, log, registry } = options;
  const { pathname: base } = new URL(environment.issuer);

  const tokenOf = ({ session }: Signed) => secrets.seal("account", session.uid, session.accountId);
  const bindingOf = ({ session }: Signed) => `account ${session.uid}`;

  /** With a passkey, passkeys are changed by a passkey alone: a stolen password must not bring its own. */
  const mayChange = ({ session }: Signed, count: number) =>
    count > 0 ? levelOf(session) === "L3" : ageOf(session) <= FRESH_SECONDS;

  async function page(visit: Signed, problems: readonly string[] = []): Promise<void> {
    const { session, language, url } = visit;
    const personId = session.accountId;
    const [person, login, mine, list, attempts, reset] = await Promise.all([
      registry.personById(environment.database.reader, personId),
      accounts.loginOf(personId),
      passkeys.of(personId),
      sessions.of(personId),
      devices.attemptsOf(personId),
      resets.last(personId),
    ]);
    const name = person?.name ?? "";
    const changes = mayChange(visit, mine.length);
    const done = DONE.find((each) => each === url.searchParams.get("done"));
    const view = accountPage(
      {
        action: base + ACCOUNT,
        token: tokenOf(visit),
        name,
        login,
        level: levelOf(session),
        passkeys: mine,
        mayChange: changes,
        registerOptions:
          changes && login && passkeys.available
            ? await passkeys.registrationOptions(bindingOf(visit), { personId, login, name })
            : undefined,
        passkeysPossible: passkeys.available,
        sessions: list,
        thisSession: session.uid,
        attempts,
        reset,
        done: problems.length === 0 ? done : undefined,
        problems,
      },
      language,
    );
    show(visit, view, problems.length > 0 ? 422 : 200);
  }

  async function take(visit: Signed, form: URLSearchParams): Promise<unknown> {
    const { session, language } = visit;
    const personId = session.accountId;
    const words = accountWords[language];
    const id = form.get("passkey") ?? "";
    const mine = async () => mayChange(visit, (await passkeys.of(personId)).length);
    switch (form.get("do")) {
      case "register": {
        const name = form.get("name") || devices.originOf(visit.request).agent;
        const added =
          (await mine()) &&
          (await passkeys.register(bindingOf(visit), personId, form.get("answer") ?? "", name));
        return added ? go(visit, `${ACCOUNT}?done=added`) : page(visit, [words.notAdded]);
      }
      case "rename":
        await passkeys.rename(personId, id, form.get("name") ?? "");
        return go(visit, `${ACCOUNT}?done=renamed`);
      case "remove": {
        const removed = (await mine()) && (await passkeys.remove(personId, id));
        return removed ? go(visit, `${ACCOUNT}?done=removed`) : page(visit, [words.notRemoved]);
      }
      case "end": {
        const uid = form.get("session") ?? "";
        await sessions.end(personId, { uid });
        return go(visit, uid === session.uid ? SIGN_IN : `${ACCOUNT}?done=ended`);
      }
      case "others":
        await sessions.end(personId, { but: session.uid });
        return go(visit, `${ACCOUNT}?done=others`);
      case "everywhere":
        await sessions.end(personId);
        return go(visit, SIGN_IN);
      case "leave":
        await sessions.end(personId, { uid: session.uid });
        return go(visit, SIGN_IN);
      case "password":
        return changePassword(visit, form);
      default:
        throw new FormFault(400, "nothing is to be done");
    }
  }

  async function changePassword(visit: Signed, form: URLSearchParams): Promise<unknown> {
    const { session, language, request } = visit;
    const personId = session.accountId;
    const words = accountWords[language];
    const field = (name: string) => form.get(name) ?? "";
    const login = await accounts.loginOf(personId);
    if (!login) throw new FormFault(400, "there is no account");
    const [old, fresh] = [field("old"), field("fresh")];
    const faults = passwordFaults({ login, old, fresh, again: field("again") }).map(
      (fault) => words.faults[fault],
    );
    if (faults.length > 0) return page(visit, faults);
    const from = devices.originOf(request);
    const known = await accounts.signIn({
      login,
      password: old,
      address: from.limitKey,
      device: from.device,
    });
    if (known === "wrong") return page(visit, [words.wrongOld]);
    if ("seconds" in known) return page(visit, [words.slow(known.seconds)]);
    await accounts.setPassword(personId, fresh);
    await upstream?.unlink(personId);
    await devices.forgetOthers(personId, from);
    await sessions.end(personId, { but: session.uid });
    log.info({ personId }, "a password was changed");
    return go(visit, `${ACCOUNT}?done=password`);
  }

  return { page, take };
}
