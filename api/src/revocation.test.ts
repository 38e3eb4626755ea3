import { expect, it } from "vitest";
import { startTestPlatform } from "./testing/platform.ts";
import { revocationFigures } from "./testing/revocation.ts";

it("a withdrawn consent is refused on the next call, with the listener dead soon after, and leaves no token behind", async () => {
  const platform = await startTestPlatform({ sampleInvoices: 200 });
  try {
    const figures = await revocationFigures(platform, { rounds: 3, races: 100 });
    expect(figures).toMatchObject({ answeredAfter: 0, races: 100, tokensLeft: 0 });
    expect(figures.deafP99).toBeGreaterThan(0);
  } finally {
    await platform.close();
  }
}, 120_000);
