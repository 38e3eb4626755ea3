import { describe, expect, it } from "vitest";
import { inPilot } from "./pilot.rules.ts";
import {
  compareVersions,
  mayStep,
  nextVersion,
  scopesApproved,
  sheetFits,
  versionIsNewer,
} from "./release.rules.ts";
import { ReleaseStatus } from "./release.ts";

describe("a version", () => {
  it.each([
    ["1.0.0", [], undefined],
    ["1.10.0", ["1.9.9", "1.2.0"], undefined],
    ["1.2.0", ["1.2.0"], "RELEASE_VERSION_NOT_NEWER"],
    ["1.9.0", ["1.10.0", "1.2.0"], "RELEASE_VERSION_NOT_NEWER"],
    ["1.2", [], "RELEASE_VERSION_FORMAT"],
    ["01.2.3", [], "RELEASE_VERSION_FORMAT"],
    ["1.2.3-beta", [], "RELEASE_VERSION_FORMAT"],
  ])("%s after %j: %s", (version, others, code) => expect(versionIsNewer(version, others)?.code).toBe(code));

  it("is followed by the next, which is newer", () => {
    expect(nextVersion("1.2.9")).toBe("1.2.10");
    expect(compareVersions("1.2.10", "1.2.9")).toBeGreaterThan(0);
  });
});

describe("what may be done to a release", () => {
  it.each(Object.values(ReleaseStatus))("%s", (status) => {
    const publishable = ["REGISTERED", "PILOT", "SUSPENDED"].includes(status);
    expect(mayStep("publish", status)?.code).toBe(publishable ? undefined : "RELEASE_STATE");
    expect(mayStep("suspend", status)?.code).toBe(status === "SUSPENDED" ? "RELEASE_STATE" : undefined);
  });
});

describe("an app's registered scopes", () => {
  const field = (scopes: string[][]) => ({
    coordinate: "A.b",
    class: "C3" as const,
    scopes,
    zh: "",
    en: "",
    operations: ["Q"],
  });
  const sheet = (scopes: string[][]) => ({
    formatVersion: 1 as const,
    operations: [],
    fields: [field(scopes)],
    scopes: [],
    writes: false,
    highestClass: "C3" as const,
    cost: 1,
  });

  it.each([
    [[], [], 0],
    [[["a"]], ["a"], 0],
    [[["a"]], ["b"], 1],
    [[["a", "b"], ["c"]], ["c"], 0],
    [[["a", "b"], ["c"]], ["a"], 1],
    [[["a", "b"]], ["b", "a"], 0],
  ])("suffice for %j: %j", (needed, registered, problems) =>
    expect(scopesApproved(sheet(needed), registered)).toHaveLength(problems),
  );

  it("a sheet nobody could read whole is refused", () => {
    expect(sheetFits(sheet([]))).toEqual([]);
    const many = { ...sheet([]), fields: Array.from({ length: 601 }, () => field([])) };
    expect(sheetFits(many)).toMatchObject([
      { code: "RELEASE_TOO_LARGE", details: { limit: "fields", found: 601, max: 600 } },
    ]);
  });
});

describe("a pilot", () => {
  const consents = Array.from({ length: 20_000 }, (_, at) => `cns_${at}`);

  it("is given to its share of consents, always the same ones, and keeps them as it grows", () => {
    const at = (percent: number) => consents.filter((id) => inPilot(id, "rel_1", percent));
    expect([at(0).length, at(100).length]).toEqual([0, consents.length]);
    const [five, quarter] = [at(5), at(25)];
    expect(five.length / consents.length).toBeGreaterThan(0.045);
    expect(five.length / consents.length).toBeLessThan(0.055);
    expect(quarter).toEqual(expect.arrayContaining(five));
    expect(at(5)).toEqual(five);
  });

  it("of another release is another choice", () => {
    const [one, other] = ["rel_1", "rel_2"].map((release) =>
      consents.filter((id) => inPilot(id, release, 10)),
    );
    expect(one?.filter((id) => other?.includes(id)).length).toBeLessThan(consents.length / 50);
  });
});
