import { dateTime } from "../platform/clock.ts";
import type { Accounts } from "./accounts.ts";
import type { Resets } from "./passkey-reset.ts";
import type { Passkeys } from "./passkeys.ts";
import type { Login } from "./session-store.ts";
import type { AuthorizationOptions } from "./settings.ts";
import type { Desk } from "./sign-in-desk.ts";
import type { Devices, SignInMethod } from "./sign-in-device.ts";
import { productionSignInPage } from "./sign-in-form.ts";
import { ageOf } from "./sign-in-level.ts";
import { signInWords } from "./sign-in-words.ts";
import type { Arrival, Upstream } from "./upstream.ts";

/** How long a password counts as fresh where a passkey is added, in seconds. */
export const FRESH_SECONDS = 300;

/** What production's sign-in is made from. */
export interface SignInParts {
  options: AuthorizationOptions;
  accounts: Accounts;
  passkeys: Passkeys;
  resets: Resets;
  devices: Devices;
  upstream: Upstream | undefined;
}

const shortTime = (at: Date) => dateTime(at).slice(0, 16).replace("T", " ");

type Problem = { problem: string; status: number; login?: string; link?: string };

/** Production's sign-in, at whatever desk. */
export function productionSignIn({ options, accounts, passkeys, resets, devices, upstream }: SignInParts) {
  const { environment, registry } = options;
  const { reader } = environment.database;

  /**
   * A person who has just used their password may register their first passkey; further ones need a passkey. Whose
   * passkeys were reset has to.
   */
  async function mayRegister({ demanded, session }: Desk): Promise<boolean> {
    if (!session || !passkeys.available || ageOf(session) > FRESH_SECONDS) return false;
    if (demanded !== "L3") return resets.mustRegister(session.accountId);
    return (await passkeys.of(session.accountId)).length === 0;
  }

  /** What the page says of a reset: that it happened, or that level L3 has to wait. */
  async function resetNotice({ session, demanded, language }: Desk): Promise<string | undefined> {
    if (!session) return undefined;
    const words = signInWords[language];
    const reset = await resets.last(session.accountId);
    if (!reset) return undefined;
    if (await resets.mustRegister(session.accountId)) return words.reset(reset.caseNo, shortTime(reset.at));
    return demanded === "L3" && reset.l3From > new Date()
      ? words.resetWaits(shortTime(reset.l3From))
      : undefined;
  }

  async function page(desk: Desk, more: Partial<Problem> & { notice?: string } = {}): Promise<void> {
    const { session, demanded, language } = desk;
    const registers = await mayRegister(desk);
    const stepUp = demanded === "L3" || registers;
    const person = stepUp && session ? await registry.personById(reader, session.accountId) : undefined;
    const fresh = session !== undefined && ageOf(session) <= FRESH_SECONDS;
    const view = productionSignInPage(
      {
        action: desk.action,
        token: desk.token,
        appName: desk.appName,
        login: more.login ?? "",
        problem: more.problem,
        notice: [more.notice, await resetNotice(desk)].filter(Boolean).join(" ") || undefined,
        who: person?.name,
        account: `${new URL(environment.issuer).pathname}/account`,
        stepUp,
        password: !(stepUp && fresh),
        signInOptions:
          passkeys.available && !registers ? await passkeys.signInOptions(desk.binding) : undefined,
        registerOptions:
          registers && session
            ? await passkeys.registrationOptions(desk.binding, {
                personId: session.accountId,
                login: (await accounts.loginOf(session.accountId)) ?? session.accountId,
                name: person?.name ?? "",
              })
            : undefined,
        upstream: upstream?.name,
        link: more.link,
      },
      language,
    );
    desk.show(view, more.status ?? 200);
  }

  async function enter(desk: Desk, entering: Login, method: SignInMethod): Promise<void> {
    const waits = entering.acr === "L3" && (await resets.waitsUntil(entering.accountId));
    const login: Login = waits ? { ...entering, acr: "L2" } : entering;
    await devices.record({ personId: login.accountId }, "DONE", method, devices.originOf(desk.request));
    await devices.remember(desk.request, desk.response, login.accountId);
    await desk.done(login);
  }

  async function byPassword(desk: Desk, form: URLSearchParams): Promise<void> {
    const login = (form.get("login") ?? "").slice(0, 64);
    const link = form.get("link") ?? "";
    const words = signInWords[desk.language];
    const origin = devices.originOf(desk.request);
    const outcome = await accounts.signIn({
      login,
      password: (form.get("password") ?? "").slice(0, 200),
      address: origin.limitKey,
      device: origin.device,
    });
    if (outcome === "wrong") {
      devices.recordLater({ login }, "REFUSED", "PASSWORD", origin);
      return page(desk, { problem: words.wrong, status: 401, login, link });
    }
    if ("seconds" in outcome) {
      desk.response.setHeader("retry-after", outcome.seconds);
      return page(desk, { problem: words.slow(outcome.seconds), status: 429, login, link });
    }
    const refused = link ? await upstream?.link(desk.binding, link, outcome.personId, "PASSWORD") : undefined;
    if (refused === "passkey") return page(desk, { problem: words.linkByPasskey, status: 403, login, link });
    if (refused) return page(desk, { problem: words.linkTaken, status: 403, login });
    return enter(desk, { accountId: outcome.personId, acr: "L1", amr: ["pwd"] }, "PASSWORD");
  }

  async function byPasskey(desk: Desk, form: URLSearchParams): Promise<void> {
    const link = form.get("link") ?? "";
    const proved = await passkeys.signIn(desk.binding, form.get("answer") ?? "");
    const known = proved && (await registry.personById(reader, proved.personId));
    if (!proved || !known)
      return page(desk, { problem: signInWords[desk.language].passkeyRefused, status: 401, link });
    if (link) await upstream?.link(desk.binding, link, proved.personId, "PASSKEY");
    return enter(desk, { accountId: proved.personId, acr: "L3", amr: proved.amr }, "PASSKEY");
  }

  async function registerFirst(desk: Desk, form: URLSearchParams): Promise<void> {
    const words = signInWords[desk.language];
    const kept =
      desk.session &&
      (await mayRegister(desk)) &&
      (await passkeys.register(
        desk.binding,
        desk.session.accountId,
        form.get("answer") ?? "",
        devices.originOf(desk.request).agent,
      ));
    return page(desk, kept ? { notice: words.registered } : { problem: words.notRegistered, status: 422 });
  }

  async function goUpstream(desk: Desk): Promise<void> {
    if (!upstream) return page(desk);
    const started = await upstream.start(desk.binding, desk.action, desk.demanded);
    if (!started)
      return page(desk, {
        problem: signInWords[desk.language].upstreamAway(upstream.name),
        status: 503,
      });
    desk.response.appendHeader("set-cookie", upstream.cookie(started.state));
    desk.response.writeHead(303, { location: started.address.href, "cache-control": "no-store" }).end();
  }

  /** What the upstream provider said of the person who comes back from it. */
  async function arrive(desk: Desk, arrival: Arrival, { name }: Upstream): Promise<void> {
    const words = signInWords[desk.language];
    if ("fault" in arrival)
      return page(desk, {
        problem: arrival.fault === "away" ? words.upstreamAway(name) : words.upstreamRefused(name),
        status: arrival.fault === "away" ? 503 : 401,
      });
    if (!arrival.personId)
      return page(desk, { problem: words.upstreamUnknown(name), status: 401, link: arrival.link });
    const { personId, acr, authTime } = arrival;
    return enter(desk, { accountId: personId, acr, amr: ["fed"], ts: authTime }, "UPSTREAM");
  }

  return {
    async page(desk: Desk): Promise<void> {
      if (desk.query.get("with") === "upstream") return goUpstream(desk);
      const state = desk.query.get("upstream");
      const arrival = state && upstream ? await upstream.arrival(desk.binding, state) : undefined;
      return arrival && upstream ? arrive(desk, arrival, upstream) : page(desk);
    },

    async take(desk: Desk, form: URLSearchParams): Promise<void> {
      switch (form.get("do")) {
        case "passkey":
          return byPasskey(desk, form);
        case "register":
          return registerFirst(desk, form);
        default:
          return byPassword(desk, form);
      }
    },
  };
}
