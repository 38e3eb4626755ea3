import { type Problem, Refusal } from "../platform/refusal.ts";

/** A refusal of the request as a whole, with the HTTP status and headers it is answered with. */
export class HttpRefusal extends Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, problem: Problem, headers: Record<string, string> = {}) {
    super([problem]);
    this.name = "HttpRefusal";
    this.status = status;
    this.headers = headers;
  }
}
