import { compactVerify } from "jose";
import type { Caller } from "../../platform/caller.ts";
import type { Context, Environment } from "../../platform/context.ts";
import { type Problem, problems } from "../../platform/refusal.ts";

export const refuse = problems({
  FILE_LINK_INVALID: {
    zh: "文件链接无效，请重新查询发票取得新的链接",
    en: "This link to a file is not valid; query the invoice again for a new one.",
    actor: "APP",
  },
  FILE_LINK_EXPIRED: {
    zh: "文件链接已过期，请重新查询发票取得新的链接",
    en: "This link to a file has expired; query the invoice again for a new one.",
    actor: "APP",
  },
  FILE_NOT_FOUND: { zh: "没有这个文件", en: "There is no such file.", actor: "APP" },
});

/** How long a link is good for, in seconds: as long as an access token. */
export const LINK_SECONDS = 300;

const TYPE = "open-tax-file+jwt";

export const FILE_FORMATS = ["xml", "pdf"] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** What a link is for: one file, for whom asked for it and under the consent it was asked under. */
interface Claims {
  file: string;
  caller: Caller;
  environment: string;
  /** Seconds since 1970, in real time. */
  exp: number;
}

/** Of the caller only what the download needs: whose rows, under which consent, and what the ledger notes. */
function bearer({ fields: _, ip: __, scopes: ___, ...caller }: Caller): Caller {
  return { ...caller, scopes: ["invoice:read"] };
}

/** An address under which this caller's browser or program gets a file of an invoice for five minutes. */
export async function fileLink(
  { environment, caller }: Context,
  invoiceId: string,
  format: FileFormat,
): Promise<string> {
  const file = `${invoiceId}.${format}`;
  const exp = Math.floor(environment.clock.now().getTime() / 1000) + LINK_SECONDS;
  const claims: Claims = { file, caller: bearer(caller), environment: environment.name, exp };
  const link = await environment.keys.sign("internal", TYPE, claims);
  return `${environment.resource.replace(/\/graphql$/, "/files")}/invoices/${file}?link=${link}`;
}

/** Who may get this file by this link; else why not. */
export async function bearerOf(
  environment: Environment,
  file: string,
  link: string,
): Promise<Caller | Problem> {
  try {
    const { payload } = await compactVerify(
      link,
      ({ kid, typ }) => {
        const key = environment.keys.of("internal").find((candidate) => candidate.kid === kid);
        if (!key || typ !== TYPE) throw new Error("unknown key or type");
        return key.publicKey;
      },
      { algorithms: ["ES256"] },
    );
    const claims = JSON.parse(new TextDecoder().decode(payload)) as Claims;
    if (claims.file !== file || claims.environment !== environment.name) return refuse.FILE_LINK_INVALID;
    return claims.exp * 1000 > environment.clock.now().getTime() ? claims.caller : refuse.FILE_LINK_EXPIRED;
  } catch {
    return refuse.FILE_LINK_INVALID;
  }
}
