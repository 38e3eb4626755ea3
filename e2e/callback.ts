import { createServer } from "node:http";

/** Where the sample bookkeeping app has registered to be called back. */
export const CALLBACK = "http://127.0.0.1:4100/callback";

/** The app's own page at its callback; the tests read the address the browser ends at. Answers how to stop it. */
export async function serveCallback(): Promise<() => Promise<void>> {
  const { hostname, port, pathname } = new URL(CALLBACK);
  const server = createServer((request, response) => {
    const ours = request.url?.split("?")[0] === pathname;
    response
      .writeHead(ours ? 200 : 204, { "content-type": "text/html; charset=utf-8" })
      .end(ours ? "<!doctype html><title>账易记账</title><h1>账易记账</h1>" : undefined);
  });
  await new Promise<void>((ready, failed) => {
    server.once("error", (error) =>
      failed(new Error(`${CALLBACK} cannot be served; is an example running?`, { cause: error })),
    );
    server.listen(Number(port), hostname, ready);
  });
  return () =>
    new Promise((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
}
