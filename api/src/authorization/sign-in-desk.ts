import type { IncomingMessage, ServerResponse } from "node:http";
import type { Html } from "./html.ts";
import type { Language } from "./language.ts";
import type { Login } from "./session-store.ts";
import type { Level } from "./sign-in-level.ts";

/** What a page shows besides its text. */
export interface SignInView {
  title: string;
  body: Html;
  /** It offers passkeys, so the script belongs to it. */
  passkeys?: boolean;
  style?: string;
}

/** Who is signed in, and since when. */
export interface DeskSession {
  accountId: string;
  acr?: string | undefined;
  loginTs?: number | undefined;
}

/** A place where people sign in: between an app's request and its answer, or before the account pages. */
export interface Desk {
  request: IncomingMessage;
  response: ServerResponse;
  language: Language;
  /** The page's own path; its forms are posted there. */
  action: string;
  /** What a form must carry to have been made for this browser. */
  token: string;
  /** What challenges and upstream sign-ins are bound to: this browser, doing this. */
  binding: string;
  query: URLSearchParams;
  /** The app that asked for the sign-in. */
  appName?: string;
  session?: DeskSession | undefined;
  /** The level the sign-in has to reach. */
  demanded?: Level | undefined;
  show(page: SignInView, status?: number): void;
  done(login: Login): Promise<void>;
}
