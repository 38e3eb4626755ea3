import type { Caller } from "../platform/caller.ts";
import { type Problem, Refusal } from "../platform/refusal.ts";

/** A refusal of the request as a whole, with the HTTP status and headers it is answered with. */
export class HttpRefusal extends Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Who was refused, where a validly signed token says so: the access ledger gets an entry. */
  readonly caller: Caller | undefined;

  constructor(status: number, problem: Problem, headers: Record<string, string> = {}, caller?: Caller) {
    super([problem]);
    this.name = "HttpRefusal";
    this.status = status;
    this.headers = headers;
    this.caller = caller;
  }
}
