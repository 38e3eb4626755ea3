import type { EnvironmentName } from "./runtime-config.ts";

/** An access token as one tab hands it to the others. It is bound to the key they share, and never stored. */
export interface Token {
  accessToken: string;
  scope: string;
  /** When it ends, in milliseconds. */
  expiresAt: number;
  /** The nonce the graph wants in the first proof. */
  graphNonce: string;
}

/** What a tab tells the others: a token it got, or nothing when the person signed out. */
export interface TabMessage {
  environment: EnvironmentName;
  token: Token | undefined;
}

let opened: BroadcastChannel | undefined;

/** Opened when first used, which is in a browser: Node has channels as well, and an open one keeps the build from ending. */
const channel = (): BroadcastChannel => {
  opened ??= new BroadcastChannel("open-tax-session");
  return opened;
};

export const tellTabs = (message: TabMessage) => channel().postMessage(message);

export const hearTabs = (heard: (message: TabMessage) => void): void =>
  channel().addEventListener("message", ({ data }: MessageEvent<TabMessage>) => heard(data));

/** Does the work while no other tab of this browser does: a rotating refresh token works once. */
export const alone = <T>(environment: EnvironmentName, work: () => Promise<T>): Promise<T> =>
  navigator.locks.request(`open-tax-session-${environment}`, work) as Promise<T>;
