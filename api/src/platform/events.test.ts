import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabase } from "../database/testing.ts";
import { announce, Events } from "./events.ts";

let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  database = await testDatabase([]);
});
afterAll(() => database.drop());

it("hears committed events, passes over what is none, and comes back when its connection is cut", async () => {
  const warnings: string[] = [];
  const events = await Events.listen(database.connect, { warn: (_, message) => void warnings.push(message) });
  const heard = events.of<{ topic: string; n: number }>("counted");
  const next = heard.next();
  await database.writer.query(
    "select pg_notify('open_tax_event', 'no event'), pg_notify('open_tax_event', '7')",
  );
  await announce(database.writer, { topic: "counted", n: 1 });
  expect((await next).value).toMatchObject({ n: 1 });
  expect(warnings).toEqual(["something that is no event was announced"]);

  const again = heard.next();
  await database.writer.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'open-tax listener'",
  );
  let telling = true;
  const teller = (async () => {
    for (let n = 2; telling; n += 1) {
      await announce(database.writer, { topic: "counted", n });
      await new Promise((later) => setTimeout(later, 50));
    }
  })();
  expect((await again).value?.n).toBeGreaterThan(1);
  telling = false;
  await teller;
  await events.close();
});

it("leaves no connection behind when it cannot listen", async () => {
  const cannot = async () => {
    const client = await database.connect();
    const query = client.query.bind(client);
    client.query = ((text: string) => query(text.replace("listen", "listen ,"))) as never;
    return client;
  };
  await expect(Events.listen(cannot, { warn: () => undefined })).rejects.toThrow("syntax error");
  const { rows } = await database.writer.query(
    "select 1 from pg_stat_activity where datname = current_database() and application_name = 'open-tax listener'",
  );
  expect(rows).toEqual([]);
});
