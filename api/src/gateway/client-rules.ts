import { BlockList, isIPv4 } from "node:net";
import { refuse } from "../platform/access.ts";
import type { Caller } from "../platform/caller.ts";
import { rangeInto } from "../platform/client-address.ts";
import type { Problem } from "../platform/refusal.ts";

/** What is said of an app beyond its tokens. Apps of which nothing is said have no rule. */
export interface ClientRule {
  appId: string;
  suspended: boolean;
  /** Addresses and ranges it may call from; null is anywhere. */
  allowedAddresses: readonly string[] | null;
  /** Access tokens issued before, in seconds since 1970, are good for nothing. */
  tokensValidFrom: number | null;
}

/** The rules of all apps, as this process knows them. */
export interface ClientRules {
  /** Why this caller may not go on: suspended, its token ended before its time, or the wrong address. */
  problem(caller: Caller, issued: number, address: string): Problem | undefined;
  /** Calls back each time the rules have changed; answers how to stop. */
  onChange?(callback: () => void): () => void;
  close(): void;
}

export interface ClientRulesSource {
  load(): Promise<readonly ClientRule[]>;
  /** Each time rules may have changed. */
  changes: AsyncIterable<unknown>;
  failed(error: unknown): void;
}

const RELOAD_MS = 2_000;

interface Known extends ClientRule {
  list: BlockList | undefined;
}

/** Loads the rules, and again when told and every two seconds. What is known stays in force while they cannot be loaded. */
export async function watchClientRules(source: ClientRulesSource): Promise<ClientRules> {
  let rules = new Map<string, Known>();
  const watchers = new Set<() => void>();
  let known = "";
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const load = async () => {
    const loaded = await source.load();
    rules = new Map(loaded.map((rule) => [rule.appId, { ...rule, list: listOf(rule.allowedAddresses) }]));
    const text = JSON.stringify(loaded);
    if (text === known) return;
    known = text;
    for (const callback of [...watchers]) callback();
  };
  const again = () => {
    timer = setTimeout(() => {
      void load()
        .catch((error) => closed || source.failed(error))
        .then(() => closed || again());
    }, RELOAD_MS).unref();
  };
  await load();
  again();
  const listen = async () => {
    for await (const _change of source.changes) if (!closed) await load().catch(source.failed);
  };
  void listen();

  return {
    problem({ appId }, issued, address) {
      const rule = appId === undefined ? undefined : rules.get(appId);
      if (!rule) return undefined;
      if (rule.suspended) return refuse.APP_SUSPENDED;
      if (rule.tokensValidFrom !== null && issued < rule.tokensValidFrom) return refuse.TOKEN_REVOKED;
      if (rule.list && !(address && rule.list.check(address, isIPv4(address) ? "ipv4" : "ipv6")))
        return { ...refuse.ADDRESS_NOT_ALLOWED, details: { address } };
      return undefined;
    },
    onChange(callback) {
      watchers.add(callback);
      return () => watchers.delete(callback);
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

function listOf(ranges: readonly string[] | null): BlockList | undefined {
  if (!ranges) return undefined;
  const list = new BlockList();
  for (const range of ranges)
    if (!rangeInto(list, range)) throw new Error(`${range} is no range of addresses`);
  return list;
}
