import type { IncomingMessage } from "node:http";

const LONGEST_BODY = 16 * 1024;

/** A form that cannot be taken, with the HTTP status that says why. */
export class FormFault extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The fields of a posted form. It must come from our own page: the browser says so in `Origin` and `Sec-Fetch-Site`. */
export async function readForm(request: IncomingMessage, origin: string): Promise<URLSearchParams> {
  const { origin: from, "sec-fetch-site": site, "content-type": type } = request.headers;
  if (from !== origin) throw new FormFault(403, "the form was not sent from this site");
  if (site !== undefined && site !== "same-origin")
    throw new FormFault(403, "the form was not sent from this site");
  if (!/^application\/x-www-form-urlencoded\b/i.test(type ?? ""))
    throw new FormFault(415, "a form is expected");
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LONGEST_BODY) throw new FormFault(413, "the form is too long");
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}
