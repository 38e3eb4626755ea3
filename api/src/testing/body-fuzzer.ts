import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import type { Random } from "../sample-data/random.ts";
import type { Fuzzer } from "./fuzz.ts";
import type { TestPlatform } from "./platform.ts";

const GOOD = JSON.stringify({ query: "{ __typename }", variables: {} });
const TYPES = [
  "application/json",
  "application/json; charset=utf-8",
  "text/plain",
  "application/graphql",
  "multipart/form-data; boundary=x",
  "application/x-www-form-urlencoded",
  "",
  "application/json;;",
  "a/b/c",
];
const ENCODINGS = ["gzip", "deflate", "br", "identity", "zstd", "x"];
const PATHS = [
  "/sandbox/graphql",
  "/graphql",
  "/sandbox/oauth/token",
  "/sandbox/oauth/request",
  "/oauth/token",
  "/session",
  "/sandbox/oauth/interaction/aaaaaaaaaaaaaaaaaaaaa",
  "/health",
  "/%00",
  "/..%2f..%2fetc/passwd",
  "/sandbox/oauth/introspection",
];

interface Raw {
  head: string[];
  body: Buffer;
}

/** Whatever bytes a socket takes: the server answers, or closes, in time; and it still answers others. */
export async function bodyFuzzer(platform: TestPlatform): Promise<Fuzzer> {
  const { hostname, port } = new URL(platform.origin);
  return {
    async control() {
      const response = await fetch(`${platform.origin}/sandbox/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: GOOD,
      });
      if (response.status !== 200 && response.status !== 429)
        throw new Error(`a plain request was refused: ${response.status}`);
      await response.arrayBuffer();
    },
    async request(random) {
      const raw = anyRaw(random, `${hostname}:${port}`);
      const answer = await exchange(hostname, Number(port), raw);
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? "closed";
      return {
        answer: status,
        serverError: status.startsWith("5") || answer.includes('"INTERNAL"'),
        example: {
          head: raw.head,
          body: raw.body.toString("latin1").slice(0, 300),
          answer: answer.slice(0, 300),
        },
      };
    },
  };
}

function anyRaw(random: Random, host: string): Raw {
  const body = anyBody(random);
  const head = [
    `${random.pick(["POST", "POST", "POST", "POST", "GET", "PUT", "DELETE", "PATCH", "OPTIONS", "FOO"])} ${random.pick(PATHS)}${random.perMille(100) ? "?query=%7B__typename%7D&variables=%7B" : ""} HTTP/1.1`,
    `host: ${random.perMille(950) ? host : random.pick(["evil.example", "", "[::1", "a b"])}`,
    `content-type: ${random.perMille(700) ? "application/json" : random.pick(TYPES)}`,
    "connection: close",
  ];
  const length = body.length;
  if (random.perMille(900)) head.push(`content-length: ${length}`);
  else if (random.perMille(500))
    head.push(
      `content-length: ${random.pick(["-1", "x", "1e3", String(Math.floor(length / 2)), "18446744073709551616"])}`,
    );
  else head.push("transfer-encoding: chunked");
  if (random.perMille(80)) head.push(`content-encoding: ${random.pick(ENCODINGS)}`);
  if (random.perMille(80))
    head.push(
      `accept: ${random.pick(["*/*", "text/html", "application/graphql-response+json", "text/event-stream", "x", "application/json;q=0"])}`,
    );
  if (random.perMille(40))
    head.push(`authorization: ${random.pick(["DPoP x.y.z", "Basic", "", "DPoP", "Bearer a"])}`);
  if (random.perMille(20)) head.push(`x-long: ${"a".repeat(random.pick([100, 9_000, 20_000]))}`);
  if (random.perMille(20))
    head.push(random.pick(["no colon", " folded: x", "nul\u0000: x", "content-length: 3"]));
  return { head, body };
}

function anyBody(random: Random): Buffer {
  const at = random.int(GOOD.length);
  const bytes = () => Buffer.from(Array.from({ length: random.int(400) }, () => random.int(256)));
  const choices: (() => Buffer | string)[] = [
    () => GOOD,
    () => GOOD.slice(0, at),
    () => GOOD.slice(0, at) + String.fromCharCode(random.int(0x250)) + GOOD.slice(at),
    bytes,
    () => Buffer.concat([Buffer.from(GOOD), bytes()]),
    () => "[".repeat(random.pick([10, 1_000, 100_000])),
    () => `{"query":${"[".repeat(5_000)}${"]".repeat(5_000)}}`,
    () => `[${Array.from({ length: random.between(1, 30) }, () => GOOD).join(",")}]`,
    () =>
      JSON.stringify({
        query: random.pick([null, 7, {}, [], true, ""]),
        variables: random.pick([null, [], "x", 7]),
      }),
    () =>
      JSON.stringify({
        query: "{ __typename }",
        operationName: random.pick([7, {}, "Nope", ""]),
        extensions: random.pick([
          null,
          [],
          { persistedQuery: null },
          { persistedQuery: { version: 1, sha256Hash: "x" } },
        ]),
      }),
    () => '{"query":"{ __typename }","query":"{ a }","__proto__":{"x":1},"constructor":{}}',
    () => `{"query":"{ __typename }","variables":{"n":${"9".repeat(random.pick([20, 400, 5_000]))}}}`,
    () => gzipSync(GOOD),
    () => Buffer.from(GOOD, "utf16le"),
    () => `\ufeff${GOOD}`,
    () => `{"query":"${"a ".repeat(random.pick([100, 60_000]))}"}`,
    () => `{"documentId":"sha256:${random.digits(64)}"}`,
    () => "",
    () =>
      `grant_type=authorization_code&code=${random.digits(20)}&client_id=${"x".repeat(random.pick([1, 5_000]))}`,
  ];
  return Buffer.from(random.pick(choices)() as string);
}

/** Sends the bytes as they are; what came back until the server closed, at most for five seconds. */
function exchange(host: string, port: number, { head, body }: Raw): Promise<string> {
  return new Promise((done) => {
    let answer = "";
    const socket = connect(port, host, () => {
      socket.write(Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1"));
      socket.end(body);
    });
    const over = () => {
      clearTimeout(timer);
      socket.destroy();
      done(answer);
    };
    const timer = setTimeout(over, 5_000);
    socket.on("data", (chunk: Buffer) => {
      if (answer.length < 4_096) answer += chunk.toString("latin1");
    });
    socket.on("close", over);
    socket.on("error", over);
  });
}
