import { parse } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listening } from "./gateway/federation.testing.ts";
import { type RemoteExecutor, remoteSubgraph } from "./gateway/remote-subgraph.ts";
import type { Caller } from "./platform/caller.ts";
import { serveSubgraph } from "./platform/subgraph-server.ts";
import { testSubgraph } from "./platform/testing.ts";
import { registry } from "./registry/subgraph.ts";

/* A subgraph holds to the fields of the consent by itself, whoever asks it and for what. */

let board: Awaited<ReturnType<typeof testSubgraph>>;
let remote: RemoteExecutor;
let stop: () => void;
beforeAll(async () => {
  board = await testSubgraph(registry);
  const { url, server } = await listening(serveSubgraph(board, board.environment));
  remote = remoteSubgraph({ name: "registry", url });
  stop = () => server.close();
});
afterAll(async () => {
  await remote.close();
  stop();
  await board.close();
});

const taxpayerId = "tp_018f0000-0000-7000-8000-000000000001";
const caller = (fields?: readonly string[]): Caller => ({
  kind: "APP_FOR_TAXPAYER",
  appId: "app_1",
  consentId: "cns_1",
  personId: "pn_1",
  taxpayerId,
  scopes: ["public:read", "taxpayer:read"],
  ...(fields ? { fields } : {}),
});
const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on Taxpayer { __typename id name FIELD } }
}`;
const variables = { representations: [{ __typename: "Taxpayer", id: taxpayerId }] };

const here = (source: string, as: Caller) => board.run(source, { as, ...variables });
const there = async (source: string, as: Caller) =>
  (await remote.execute({
    document: parse(source),
    source,
    variables,
    operationType: "query" as never,
    context: board.context({ as }),
  })) as Awaited<ReturnType<typeof here>>;

describe.each([
  ["in this process", here],
  ["in another process, by a signed word", there],
])("a subgraph %s", (_, ask) => {
  const entities = (as: Caller) => ask(ENTITIES.replace("FIELD", "address"), as);

  it("answers _entities with what was consented to, and with public fields and keys", async () => {
    const { errors, data } = await entities(caller(["Taxpayer.address"]));
    expect(errors).toBeUndefined();
    expect(data?._entities).toEqual([null]);
    expect((await entities(caller())).errors).toBeUndefined();
  });

  it("refuses _entities beyond the consent, though the scope allows it", async () => {
    const { errors } = await entities(caller([]));
    expect(errors?.map(({ extensions }) => [extensions.code, extensions.details])).toEqual([
      ["FIELD_NOT_CONSENTED", { field: "Taxpayer.address" }],
    ]);
  });

  it("gives one caller nothing because of another's consent", async () => {
    const source = ENTITIES.replace("FIELD", "address");
    const asked = [["Taxpayer.address"], [], undefined, ["Taxpayer.name"]];
    const answers = await Promise.all(asked.map((fields) => ask(source, caller(fields))));
    expect(answers.map(({ errors }) => errors?.length ?? 0)).toEqual([0, 1, 0, 1]);
  });
});
