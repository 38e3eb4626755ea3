import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Refusal } from "../platform/refusal.ts";
import { refusedAnswer, render } from "./answer.ts";
import { allowOrigin } from "./http.ts";
import { reject } from "./refusals.ts";

/** Answers what is asked below a graph's address, where nothing is: 404 that a program can read, naming the address meant. */
export function nothingBelow(graph: string) {
  const problem = {
    ...reject.BAD_REQUEST,
    message: `${reject.BAD_REQUEST.message}：此地址没有内容，图的地址是 ${graph}`,
    messageEn: `There is nothing at this address; the graph is at ${graph}.`,
  };
  return (req: IncomingMessage, res: ServerResponse): void => {
    const requestId = randomUUID();
    allowOrigin(req, res);
    res
      .writeHead(404, {
        "content-type": "application/json; charset=utf-8",
        "cache-control": "no-store",
        "x-request-id": requestId,
      })
      .end(render(refusedAnswer(new Refusal([problem]), requestId)));
  };
}
