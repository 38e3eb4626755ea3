/** Where one environment is reached. */
export interface EnvironmentAddress {
  graph: string;
  issuer: string;
  clientId: string;
  /** The public keys of signed answers: receipts, verifications, checkpoints of the ledger. */
  resultKeys: string;
}

export type EnvironmentName = "sandbox" | "production";

/** What the platform tells the portal at run time; nothing of it is baked into the build. */
export interface RuntimeConfig {
  origin: string;
  environments: Record<EnvironmentName, EnvironmentAddress>;
}

let asked: Promise<RuntimeConfig> | undefined;

/** Fetches `/runtime-config.json` once; a failure is not remembered, so that a retry can succeed. */
export function runtimeConfig(): Promise<RuntimeConfig> {
  asked ??= fetch("/runtime-config.json", { cache: "no-cache" })
    .then((response) => {
      if (!response.ok) throw new Error(`/runtime-config.json: HTTP ${response.status}`);
      return response.json() as Promise<RuntimeConfig>;
    })
    .catch((error: unknown) => {
      asked = undefined;
      throw error;
    });
  return asked;
}
