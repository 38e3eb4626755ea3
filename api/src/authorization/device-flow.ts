import type { KoaContextWithOIDC } from "oidc-provider";
import { clientAddress, limitKey, TrustedProxies } from "../platform/client-address.ts";
import { clientFact } from "./clients.ts";
import { codePage, confirmPage, connectedPage, type DeviceForm } from "./device-page.ts";
import { deviceWords } from "./device-words.ts";
import { showPage } from "./session-pages.ts";
import type { AuthorizationOptions } from "./settings.ts";
import { hidden, plainAgent } from "./sign-in-device.ts";
import { openLimits, type Patience } from "./sign-in-limits.ts";

/** Where people enter the code, below the issuer. */
export const DEVICE = "/device";
/** Every spelling the library's router takes for it. */
const SPELLED = /^\/device\/?$/i;

/** Where devices ask for a code, below the issuer. */
const START = /^\/device\/auth\/?$/i;

/** One address asking for codes: every one is a row for ten minutes, whoever asks. A code that was asked for is never given back. */
const CODE_ASKER: Patience = { free: 60, first: 10, longest: 600 };
/** One address trying codes: 10 free, then ever slower. A code has 20^8 possibilities and lives ten minutes. */
const CODE_GUESSER: Patience = { free: 10, first: 60, longest: 900 };

/** The library's errors on this page, and what people are told. */
const PROBLEMS: Readonly<Record<string, "wrong" | "expired" | "used" | "none" | "aborted">> = {
  NotFoundError: "wrong",
  ExpiredError: "expired",
  AlreadyUsedError: "used",
  NoCodeError: "none",
  AbortedError: "aborted",
};
/** What a guesser would meet. */
const GUESSES: ReadonlySet<string> = new Set(["wrong", "expired", "used"]);

type Context = KoaContextWithOIDC & { state: { guessed?: boolean } };

/**
 * Devices without a browser (RFC 8628): the device shows a code, the person enters it here, compares what is shown, signs
 * in and decides on the same consent page as everywhere. The device's tokens are bound to its DPoP key.
 */
export function deviceFlow({
  environment,
  trustedProxies = TrustedProxies.none,
}: Pick<AuthorizationOptions, "environment" | "trustedProxies">) {
  const { name, issuer, database } = environment;
  const limits = openLimits(database.writer);
  const action = new URL(issuer).pathname + DEVICE;
  const switchTo = action;

  const sessionOf = ({ oidc }: KoaContextWithOIDC) =>
    oidc.session as unknown as { exp?: number; touched?: boolean; state?: { secret?: string } };
  const formOf = (ctx: KoaContextWithOIDC): DeviceForm => ({
    action,
    xsrf: sessionOf(ctx).state?.secret ?? "",
  });

  const feature = {
    enabled: true,
    deviceInfo: ({ req }: KoaContextWithOIDC) => ({
      address: hidden(clientAddress(req, trustedProxies)),
      agent: plainAgent(req.headers["user-agent"]),
      at: new Date().toISOString(),
    }),
    userCodeInputSource: async (ctx: Context, _form: string, out?: unknown, error?: Error) => {
      if (error && sessionOf(ctx).exp === undefined) {
        // A form of no session of ours: the library cannot keep a secret for it, so the page is asked for anew.
        sessionOf(ctx).touched = false;
        return ctx.redirect(action);
      }
      const problem = PROBLEMS[error?.name ?? ""] ?? (out || error ? ("failed" as const) : undefined);
      ctx.state.guessed = GUESSES.has(problem ?? "");
      showPage(
        ctx,
        name,
        (language) => codePage(formOf(ctx), problem && deviceWords[language][problem], language),
        { switchTo },
      );
    },
    userCodeConfirmSource: async (
      ctx: Context,
      _form: string,
      { clientId }: { clientId: string },
      device: { address: string; agent: string; at: string },
      code: string,
    ) => {
      const client = await clientFact(database.writer, clientId);
      if (!client) throw new Error(`the client ${clientId} of a device code is gone`);
      showPage(ctx, name, (language) => confirmPage(formOf(ctx), { client, device, code }, language));
    },
    successSource: async (ctx: Context) => {
      const client = await clientFact(database.writer, ctx.oidc.client?.clientId ?? "");
      showPage(ctx, name, (language) =>
        connectedPage((language === "zh" ? client?.name : client?.nameEn) ?? "", language),
      );
    },
  };

  /** Counts every code asked for, and refuses an address that asks for more than its devices can use. */
  async function start(ctx: Context, next: () => Promise<void>): Promise<void> {
    const key = `device start\n${limitKey(clientAddress(ctx.req, trustedProxies))}`;
    const seconds = await limits.reserve(key, CODE_ASKER);
    if (seconds === 0) return next();
    ctx.status = 429;
    ctx.set("retry-after", String(seconds));
    ctx.set("cache-control", "no-store");
    ctx.body = { error: "slow_down", error_description: `too many codes were asked for: wait ${seconds} s` };
  }

  /** Counts every code entered before it is looked up; only those that were no guess are given back. */
  async function guard(ctx: Context, next: () => Promise<void>): Promise<void> {
    if (ctx.method === "POST" && START.test(ctx.path)) return start(ctx, next);
    if (!SPELLED.test(ctx.path)) return next();
    if (ctx.method !== "POST") {
      // A code in the address would spare an attacker's victim the look at a device.
      if (ctx.query.user_code !== undefined) ctx.query = ctx.query.lang ? { lang: ctx.query.lang } : {};
      return next();
    }
    const key = `device code\n${limitKey(clientAddress(ctx.req, trustedProxies))}`;
    const seconds = await limits.reserve(key, CODE_GUESSER);
    if (seconds > 0) {
      ctx.status = 429;
      ctx.set("retry-after", String(seconds));
      const minutes = Math.ceil(seconds / 60);
      return showPage(ctx, name, (language) =>
        codePage({ action, xsrf: "" }, deviceWords[language].slow(minutes), language),
      );
    }
    await next();
    if (!ctx.state.guessed) await limits.giveBack(key);
  }

  return { feature, guard };
}
