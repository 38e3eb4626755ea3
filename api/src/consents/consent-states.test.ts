import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testSubgraph } from "../platform/testing.ts";
import {
  approveConsent,
  expireConsents,
  grantConsent,
  lapseConsents,
  narrowConsent,
  refuseConsent,
  resumeConsents,
  revokeConsent,
  suspendConsents,
} from "./commands.ts";
import { ConsentStatus, mayBecome, monthsLater } from "./consent.rules.ts";
import { agreement, asks, codesOf, inside, NOW } from "./consents.testing.ts";
import { move } from "./moves.ts";
import { consents } from "./subgraph.ts";

const { REQUESTED, AWAITING_APPROVAL, ACTIVE, SUSPENDED, EXPIRED, REVOKED, REFUSED, LAPSED } = ConsentStatus;
const states = Object.values(ConsentStatus);

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => void (board = await testSubgraph(consents)));
afterAll(() => board.close());
beforeEach(() => board.environment.database.writer.query("delete from consent_suspension"));
beforeEach(() => board.environment.database.writer.query("delete from consent"));

const database = () => board.environment.database;
const within = <T>(work: Parameters<typeof inside<T>>[1]) => inside(database(), work);
const row = async (id: string) =>
  (await database().writer.query("select * from consent where id = $1", [id])).rows[0];

describe("through the real statements", () => {
  it.each(states.flatMap((from) => states.map((to) => [from, to] as const)))(
    "%s → %s is done when the table says so, and else touches nothing",
    async (from, to) => {
      const { id } = await within((client) => grantConsent(client, agreement()));
      await database().writer.query("update consent set status = $2 where id = $1", [id, from]);
      const moved = await within((client) => move(client, to, { where: "t.id = $3", values: [id] }));
      expect(moved.map((one) => one.id)).toEqual(mayBecome(from, to) ? [id] : []);
      expect((await row(id)).status).toBe(mayBecome(from, to) ? to : from);
    },
  );

  it.each(states)("each command finds in %s what the table says", async (from) => {
    const later = monthsLater(NOW, 12);
    const commands: [ConsentStatus, (client: never, id: string) => Promise<unknown>, ConsentStatus[]][] = [
      [REVOKED, (client, id) => revokeConsent(client, id, { by: "pn_1" }), [ACTIVE, SUSPENDED]],
      [REFUSED, (client, id) => refuseConsent(client, id), [REQUESTED, AWAITING_APPROVAL]],
      [EXPIRED, (client) => expireConsents(client, later), [ACTIVE, SUSPENDED]],
      [LAPSED, (client) => lapseConsents(client, later), [REQUESTED, AWAITING_APPROVAL]],
      [SUSPENDED, (client, id) => suspendConsents(client, { id, reason: "R", by: "p" }), [ACTIVE, SUSPENDED]],
      [ACTIVE, (client, id) => resumeConsents(client, { id, by: "p" }), [SUSPENDED, ACTIVE]],
    ];
    for (const [to, command, starts] of commands) {
      const { id } = await asks(board);
      await database().writer.query("update consent set status = $2 where id = $1", [id, from]);
      await codesOf(within((client) => command(client as never, id)));
      expect([to, (await row(id)).status]).toEqual([to, starts.includes(from) ? to : from]);
      await database().writer.query("delete from consent_suspension");
      await database().writer.query("delete from consent");
    }
  });
});

/** What a consent should be after the commands so far. */
interface Model {
  status: ConsentStatus;
  reasons: Set<string>;
  version: number;
  scopes: string[];
}
interface Real {
  id: string;
}

class Step implements fc.AsyncCommand<Model, Real> {
  readonly name: string;
  readonly legal: (model: Model) => boolean;
  readonly run_: (id: string) => Promise<string[]>;
  readonly effect: (model: Model) => void;

  constructor(
    name: string,
    legal: (model: Model) => boolean,
    run: (id: string) => Promise<string[]>,
    effect: (model: Model) => void,
  ) {
    this.name = name;
    this.legal = legal;
    this.run_ = run;
    this.effect = effect;
  }

  check = () => true;

  async run(model: Model, real: Real): Promise<void> {
    const legal = this.legal(model);
    await this.run_(real.id);
    if (legal) this.effect(model);
    const stored = await row(real.id);
    expect({
      after: this.name,
      status: stored.status,
      version: stored.version,
      scopes: stored.scopes,
    }).toEqual({
      after: this.name,
      status: model.status,
      version: model.version,
      scopes: model.scopes,
    });
    const { rows } = await database().writer.query(
      "select count(distinct reason)::int as n from consent_suspension where consent_id = $1 and lifted_at is null",
      [real.id],
    );
    if (model.status === ACTIVE || model.status === SUSPENDED) expect(rows[0].n).toBe(model.reasons.size);
    expect(stored.ended_at !== null).toBe(model.status === REVOKED || model.status === EXPIRED);
    const tokens = await database().writer.query("select 1 from oauth_row where grant_id = $1", [real.id]);
    if (model.status === REVOKED || model.status === EXPIRED) expect(tokens.rowCount).toBe(0);
  }

  toString = () => this.name;
}

const living = ({ status }: Model) => status === ACTIVE || status === SUSPENDED;
const become = (status: ConsentStatus) => (model: Model) => void (model.status = status);
const later = monthsLater(NOW, 12);
const command = (work: (client: never, id: string) => Promise<unknown>) => (id: string) =>
  codesOf(within((client) => work(client as never, id)));

const steps = fc.oneof(
  fc.constant(
    new Step(
      "approve",
      ({ status }) => status === AWAITING_APPROVAL,
      command((client, id) =>
        approveConsent(client, id, {
          personId: "pn_1",
          role: "LEGAL_REP",
          acr: "L2",
          separate: [],
          now: NOW,
        }),
      ),
      become(ACTIVE),
    ),
  ),
  fc.constant(
    new Step(
      "refuse",
      ({ status }) => status === AWAITING_APPROVAL,
      command((client, id) => refuseConsent(client, id)),
      become(REFUSED),
    ),
  ),
  fc.constant(
    new Step(
      "lapse",
      ({ status }) => status === AWAITING_APPROVAL,
      command((client) => lapseConsents(client, later)),
      become(LAPSED),
    ),
  ),
  fc.constant(
    new Step(
      "revoke",
      living,
      command((client, id) => revokeConsent(client, id, { by: "pn_1" })),
      become(REVOKED),
    ),
  ),
  fc.constant(
    new Step(
      "expire",
      living,
      command((client) => expireConsents(client, later)),
      become(EXPIRED),
    ),
  ),
  fc.constantFrom("INCIDENT", "RISK").map(
    (reason) =>
      new Step(
        `suspend for ${reason}`,
        living,
        command((client, id) => suspendConsents(client, { id, reason, by: "platform" })),
        (model) => {
          model.reasons.add(reason);
          model.status = SUSPENDED;
        },
      ),
  ),
  fc.constantFrom("INCIDENT", "RISK", undefined).map(
    (reason) =>
      new Step(
        `resume ${reason ?? "all"}`,
        living,
        command((client, id) =>
          resumeConsents(client, { id, by: "platform", ...(reason ? { reason } : {}) }),
        ),
        (model) => {
          if (reason) model.reasons.delete(reason);
          else model.reasons.clear();
          if (model.reasons.size === 0) model.status = ACTIVE;
        },
      ),
  ),
  fc.constantFrom("invoice:read", "taxpayer:read").map(
    (scope) =>
      new Step(
        `narrow to ${scope}`,
        (model) => living(model) && model.scopes.length > 1 && model.scopes.includes(scope),
        command((client, id) => narrowConsent(client, id, { scopes: [scope] }, { now: NOW })),
        (model) => {
          model.scopes = [scope];
          model.version += 1;
        },
      ),
  ),
);

it("goes as the model goes, whatever the commands and their order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.commands([steps], { maxCommands: 12, size: "max" }),
      async (asked, commands) => {
        await database().writer.query("delete from consent_suspension");
        await database().writer.query("delete from consent");
        const { id } = asked
          ? await asks(board)
          : await within((client) => grantConsent(client, agreement()));
        await database().writer.query(
          "insert into oauth_row (model, id, payload, grant_id) values ('Grant', $1, '{}', $1), ('RefreshToken', 'r' || $1, '{}', $1)",
          [id],
        );
        const model: Model = {
          status: asked ? AWAITING_APPROVAL : ACTIVE,
          reasons: new Set(),
          version: 1,
          scopes: ["taxpayer:read", "invoice:read"],
        };
        await fc.asyncModelRun(() => ({ model, real: { id } }), commands);
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);
