import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { testDatabase } from "../database/testing.ts";
import { accessToken, ProofKey, TestClock, testEnvironment, testRevocations } from "./credentials.testing.ts";
import { DIRECTIVES, memoryExecutor, memoryLog } from "./gateway.testing.ts";
import { createGateway, type Gateway } from "./gateway.ts";
import { serverOptions } from "./http.ts";
import { spentProofs } from "./replay-spent.ts";

const SDL = /* GraphQL */ `
  type Query { read: Int }
  type Mutation { write: Int }
`;

export interface Heard {
  status: number;
  code: string | undefined;
}

/** Two gateways with a replay memory each, as in two processes, on one database. */
export interface TwoGateways {
  /** Sends one and the same request, with one and the same proof, so many times at once, to the two in turn. */
  send(query: string, times: number): Promise<Heard[]>;
  /** How many writes were executed so far. */
  writes(): number;
  close(): Promise<void>;
}

export async function startTwoGateways(): Promise<TwoGateways> {
  const database = await testDatabase([]);
  const clock = new TestClock();
  const environment = { ...(await testEnvironment(clock)), database };
  let writes = 0;
  const write = () => {
    writes += 1;
    return writes;
  };
  const opened: { gateway: Gateway; server: Server; url: string }[] = [];
  for (let process = 0; process < 2; process += 1) {
    const gateway = await createGateway({
      environment,
      executor: memoryExecutor(SDL, { Query: { read: () => 1 }, Mutation: { write } }),
      publicSdl: DIRECTIVES + SDL,
      revocations: testRevocations(),
      log: memoryLog(),
      spent: spentProofs(database.writer),
    });
    const server = createServer(serverOptions, gateway.handle);
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    opened.push({
      gateway,
      server,
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    });
  }
  const key = await ProofKey.make();
  const token = await accessToken(environment, key.thumbprint);
  const post = (index: number, body: string, proof: string) =>
    fetch(opened[index % opened.length]!.url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `DPoP ${token}`, dpop: proof },
      body,
    });
  const first = await post(0, '{"query":"{ read }"}', key.prove(token, undefined, clock.seconds));
  const nonce = first.headers.get("dpop-nonce") ?? "";
  await first.text();

  return {
    async send(query, times) {
      const proof = key.prove(token, nonce, clock.seconds);
      const body = JSON.stringify({ query });
      const answers = await Promise.all(
        Array.from({ length: times }, (_, index) => post(index, body, proof)),
      );
      return Promise.all(
        answers.map(async (answer) => {
          const { errors } = (await answer.json()) as { errors?: { extensions: { code: string } }[] };
          return { status: answer.status, code: errors?.[0]?.extensions.code };
        }),
      );
    },
    writes: () => writes,
    async close() {
      for (const { gateway, server } of opened) {
        await gateway.close();
        server.closeAllConnections();
        await new Promise((closed) => server.close(closed));
      }
      await database.drop();
    },
  };
}
