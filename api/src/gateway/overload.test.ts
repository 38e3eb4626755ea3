import { Agent, request } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { accessToken, ProofKey } from "./credentials.testing.ts";
import { memoryExecutor, startGateway, type TestGateway } from "./gateway.testing.ts";
import { Overload, type OverloadOptions, type Place } from "./overload.ts";

let overload: Overload | undefined;
let gateway: TestGateway | undefined;
afterEach(async () => {
  overload?.close();
  await gateway?.stop();
  overload = gateway = undefined;
});

const made = (options: OverloadOptions) => {
  overload = new Overload({ delay: () => 0, ...options });
  return overload;
};
const enterAll = (rank: Parameters<Overload["enter"]>[0], into: Overload) => {
  const places: Place[] = [];
  for (let place = into.enter(rank); place; place = into.enter(rank)) places.push(place);
  return places;
};

describe("places", () => {
  it("are given to anonymous callers up to a share, to apps up to a larger, to consents up to all", () => {
    const into = made({ most: 100 });
    expect(enterAll("ANONYMOUS", into)).toHaveLength(60);
    expect(enterAll("APP", into)).toHaveLength(20);
    expect(enterAll("CONSENT", into)).toHaveLength(20);
    expect(into.enter("DEADLINE")).toBeUndefined();
  });
  it("are free again when left, once", () => {
    const into = made({ most: 2 });
    const [first] = enterAll("CONSENT", into);
    first?.leave();
    first?.leave();
    expect(into.inFlight).toBe(1);
    expect(enterAll("CONSENT", into)).toHaveLength(1);
    expect(first?.resume()).toBe(false);
  });
});

describe("the limit", () => {
  it("shrinks while the event loop is late, and never below the least", () => {
    let delay = 30;
    const into = made({ least: 10, most: 100, targetMs: 25, delay: () => delay });
    enterAll("CONSENT", into);
    into.adapt();
    expect(into.limit).toBe(80);
    delay = 1_000;
    into.adapt();
    expect(into.limit).toBe(24);
    for (let time = 0; time < 50; time += 1) into.adapt();
    expect(into.limit).toBe(10);
    delay = 0;
    into.adapt();
    expect(into.limit).toBe(11);
  });
  it("grows back under demand, and only as far as it may", () => {
    let delay = 30;
    const into = made({ least: 10, most: 100, targetMs: 25, delay: () => delay });
    enterAll("CONSENT", into);
    for (let time = 0; time < 20; time += 1) into.adapt();
    delay = 0;
    for (let time = 0; time < 100; time += 1) into.adapt();
    expect(into.limit).toBe(100);
  });
  it("stays while nobody asks for more", () => {
    let delay = 30;
    const into = made({ least: 10, most: 100, targetMs: 25, delay: () => delay });
    into.adapt();
    const { limit } = into;
    delay = 0;
    into.adapt();
    expect(into.limit).toBe(limit);
  });
});

describe("on a deadline day", () => {
  it("filing and payment may use everything, the rest only what is not kept for them", () => {
    let deadline = true;
    const into = made({ most: 10, isDeadline: () => deadline });
    const others = Array.from({ length: 20 }, () => into.begin(() => false)).filter(Boolean);
    expect(others).toHaveLength(6);
    expect(into.begin(() => true)).toBeDefined();
    others[0]?.();
    others[0]?.();
    expect(into.begin(() => false)).toBeDefined();
    expect(into.begin(() => false)).toBeUndefined();
    deadline = false;
    expect(into.begin(() => false)).toBeDefined();
  });
});

const SDL = /* GraphQL */ `
  type Query { slow: Int }
  type Mutation { file: Int @lane(name: "DEADLINE") slow: Int }
`;

describe("a gateway with too much to do", () => {
  const held: (() => void)[] = [];
  const slow = () => new Promise((done) => held.push(() => done(1)));
  const start = (options: OverloadOptions) =>
    startGateway(SDL, memoryExecutor(SDL, { Query: { slow }, Mutation: { file: () => 1, slow } }), {
      overload: { delay: () => 0, ...options },
    });
  const post = (query: string, headers: Record<string, string> = {}) =>
    fetch(gateway!.url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query }),
    });
  const eventually = async (reached: () => boolean) => {
    while (!reached()) await new Promise((wait) => setTimeout(wait, 5));
  };
  const release = () => {
    for (const finish of held.splice(0)) finish();
  };

  it("sheds the rest with 429 and Retry-After, and serves what it let in", async () => {
    gateway = await start({ most: 10 });
    const admitted = Array.from({ length: 6 }, () => post("{ slow }"));
    await eventually(() => held.length === 6);
    const rest = await Promise.all(Array.from({ length: 24 }, () => post("{ slow }")));
    for (const answer of rest) {
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "1"]);
      expect(await answer.json()).toMatchObject({
        errors: [{ extensions: { code: "OVERLOADED", retryable: true } }],
        extensions: { requestId: answer.headers.get("x-request-id") },
      });
    }
    expect(held).toHaveLength(6);
    release();
    for (const answer of await Promise.all(admitted))
      expect(await answer.json()).toMatchObject({ data: { slow: 1 } });
    expect((await post("{ __typename }")).status).toBe(200);
  });

  it("sheds before it reads the body or looks at the token", async () => {
    gateway = await start({ most: 2 });
    const admitted = post("{ slow }");
    await eventually(() => held.length === 1);
    const status = await new Promise<number | undefined>((done, fail) => {
      const half = request(
        gateway!.url,
        {
          method: "POST",
          agent: new Agent(),
          headers: {
            "content-type": "application/json",
            "content-length": 100,
            authorization: "DPoP nonsense",
          },
        },
        (answer) => {
          done(answer.statusCode);
          half.destroy();
        },
      );
      half.on("error", fail);
      half.write("{");
    });
    expect(status).toBe(429);
    release();
    await admitted;
  });

  /** Requests of an app under a consent, which the gateway knows already. */
  async function consentedApp() {
    const { environment, clock } = gateway!;
    const key = await ProofKey.make();
    const token = await accessToken(environment, key.thumbprint);
    let nonce: string | undefined;
    const ask = async (query: string) => {
      const dpop = key.prove(token, nonce, clock.seconds);
      const answer = await post(query, { authorization: `DPoP ${token}`, dpop });
      nonce = answer.headers.get("dpop-nonce") ?? nonce;
      return answer;
    };
    await ask("{ __typename }");
    expect((await ask("{ __typename }")).status).toBe(200);
    return ask;
  }

  it("lets an app under a consent in when others have to wait", async () => {
    gateway = await start({ most: 4 });
    const asApp = await consentedApp();
    const admitted = [post("{ slow }"), post("{ slow }")];
    await eventually(() => held.length === 2);
    expect((await post("{ slow }")).status).toBe(429);
    expect((await asApp("{ __typename }")).status).toBe(200);
    release();
    await Promise.all(admitted);
  });

  it("gives no place to those who send their bodies slowly", async () => {
    gateway = await start({ most: 2 });
    const slowly = request(gateway.url, {
      method: "POST",
      agent: new Agent(),
      headers: { "content-type": "application/json", "content-length": 100 },
    });
    slowly.on("error", () => undefined);
    slowly.write("{");
    await eventuallyServed(() => post("{ __typename }"));
    slowly.destroy();
  });

  async function eventuallyServed(ask: () => Promise<Response>): Promise<void> {
    while ((await ask()).status !== 200) await new Promise((wait) => setTimeout(wait, 20));
  }

  it("keeps a share for filing on a deadline day, and gives back the points of what it sheds", async () => {
    gateway = await start({ most: 10, isDeadline: () => true });
    const asApp = await consentedApp();
    const admitted = Array.from({ length: 6 }, () => asApp("mutation { slow }"));
    await eventually(() => held.length === 6);
    const other = await asApp("mutation { slow }");
    expect([other.status, other.headers.get("retry-after")]).toEqual([429, "1"]);
    expect(await other.json()).toMatchObject({ errors: [{ extensions: { code: "OVERLOADED" } }] });
    expect(other.headers.get("ratelimit")).toContain("r=30000;");
    expect(await (await asApp("mutation { file }")).json()).toMatchObject({ data: { file: 1 } });
    release();
    await Promise.all(admitted);
    expect((await asApp("{ __typename }")).status).toBe(200);
  });
});
