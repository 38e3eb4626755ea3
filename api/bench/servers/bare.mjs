import fastify from "fastify";
import { caller } from "../platform.mjs";

/** The look-up as one writes it without GraphQL: a route and a prepared statement. */
export async function bare({ environment }) {
  const app = fastify();
  const statement = {
    name: "bench:invoice",
    text: `select id, number, total, issued_on as "issuedOn" from invoice
           where (seller_id = $2 or buyer_id = $2) and issued_on >= $3 and issued_on <= $4 and id = $1`,
  };
  const { taxpayerId, periodFrom, periodTo } = caller;
  app.get("/invoices/:id", async (request) => {
    const values = [request.params.id, taxpayerId, periodFrom, periodTo];
    const { rows } = await environment.database.reader.query({ ...statement, values });
    return { data: { invoice: rows[0] ?? null } };
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  return app.server.address().port;
}
