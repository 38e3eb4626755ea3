import { Arg, Args, Ctx, Resolver } from "type-graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "./caller.ts";
import { Connection, PageArgs, pages } from "./connection.ts";
import type { Context } from "./context.ts";
import { announce, type Event } from "./events.ts";
import {
  Amount,
  Choice,
  type Class,
  Column,
  Count,
  choice,
  Id,
  Input,
  Model,
  Shape,
  Show,
  Text,
} from "./model.ts";
import { operations } from "./operation.ts";
import { loadOne, read } from "./read.ts";
import { check, problems } from "./refusal.ts";
import { buildSubgraph } from "./subgraph.ts";
import { testSubgraph } from "./testing.ts";
import { inTransaction } from "./transaction.ts";

/* A subgraph of the smallest kind: what a taxpayer has noted down. */

enum NoteKind {
  PLAN = "PLAN",
  DEBT = "DEBT",
}
choice(NoteKind, {
  name: "NoteKind",
  zh: "记录种类。",
  en: "The kind of a note.",
  values: { PLAN: ["计划", "a plan"], DEBT: ["欠款", "a debt"] },
});

@Model({
  zh: "记录。",
  en: "A note.",
  prefix: "note",
  owner: { taxpayer: ["taxpayerId"] },
  face: ["id", "title"],
})
class Note {
  @Id()
  id!: string;

  @Column("text", { index: true })
  taxpayerId!: string;

  @Text("标题。", "The title.")
  title!: string;

  @Text("经办人。", "Who handles it.", { class: "C4", scope: "note:read", mask: "NAME", nullable: true })
  handler!: string | null;

  @Amount("金额。", "The amount.", { class: "C3", scope: "note:read", nullable: true })
  amount!: bigint;

  @Count("顺序。", "Its place.")
  place!: number;

  @Choice(() => NoteKind, "种类。", "The kind.")
  kind!: NoteKind;
}

const WriteNoteInput = Input("WriteNoteInput", Note, ["title", "amount", "place", "kind", "handler"]);
type WriteNoteInput = InstanceType<typeof WriteNoteInput>;

const refuse = problems({
  NOTE_TITLE_EMPTY: { zh: "标题不能为空", en: "The title must not be empty.", actor: "APP" },
  NOTE_PLACE_NEGATIVE: { zh: "顺序不能为负", en: "The place must not be negative.", actor: "APP" },
});
const { scopes, Reads, Writes, Watches } = operations("notes", {
  "note:read": { zh: "查看记录", en: "Read notes", class: "C4" },
  "note:write": { zh: "写记录", en: "Write notes", class: "C3" },
});

const notesByIds = read<Note, { ids: readonly string[] }>(Note, "by-ids", "t.id = any(:ids)");
const notes = pages<Note>({
  model: Note,
  name: "own",
  where: "t.taxpayer_id = :caller.taxpayerId",
  filters: { kind: "t.kind = :kind" },
  order: ["place"],
  direction: "desc",
});
const NoteConnection = Connection(Note);

@Resolver(() => Note)
class NoteResolver {
  @Reads(() => Note, { zh: "一条记录。", en: "One note.", scope: "note:read", consent: true, nullable: true })
  note(@Ctx() context: Context, @Arg("id", () => String) id: string) {
    return loadOne(context, notesByIds, id);
  }

  @Reads(() => NoteConnection, { zh: "我的记录。", en: "My notes.", scope: "note:read", consent: true })
  notes(
    @Ctx() context: Context,
    @Args(() => PageArgs) args: PageArgs,
    @Arg("kind", () => NoteKind, { nullable: true }) kind?: NoteKind,
  ) {
    return notes(context, args, { kind });
  }

  @Writes(() => Note, {
    zh: "写一条。",
    en: "Writes one.",
    scope: "note:write",
    consent: true,
    audit: "NOTE_WRITTEN",
    refuses: Object.values(refuse),
  })
  async writeNote(
    @Ctx() context: Context,
    @Arg("input", () => WriteNoteInput) { idempotencyKey: _, ...input }: WriteNoteInput,
  ) {
    check(input.title === "" && refuse.NOTE_TITLE_EMPTY, input.place < 0 && refuse.NOTE_PLACE_NEGATIVE);
    const taxpayerId = input.title === "another's" ? "tp_other" : context.caller.taxpayerId!;
    const note = context.em.create(Note, { ...input, taxpayerId } as Note);
    await context.em.flush();
    await announce(inTransaction(context), { topic: "note", id: note.id, taxpayerId });
    return note;
  }

  @Watches<Event & { id: string; taxpayerId: string }>(() => String, {
    zh: "新记录。",
    en: "New notes.",
    scope: "note:read",
    consent: true,
    topic: "note",
    concerns: ({ taxpayerId }, { caller }) => taxpayerId === caller.taxpayerId,
  })
  noteWritten(@Ctx() _: Context) {
    return "written";
  }
}

const subgraph = { name: "notes", models: [Note], resolvers: [NoteResolver] as [Class], scopes };
const alice: Caller = {
  kind: "APP_FOR_TAXPAYER",
  appId: "app_1",
  taxpayerId: "tp_alice",
  scopes: ["note:read", "note:write"],
  consentId: "cst_1",
};
const bob: Caller = { ...alice, taxpayerId: "tp_bob", consentId: "cst_2" };
const WRITE = /* GraphQL */ `mutation ($input: WriteNoteInput!) { writeNote(input: $input) { note { id title amount handler } userErrors { code path messageEn actor } } }`;
const input = (place: number, more: object = {}) => ({
  title: `note ${place}`,
  amount: "12.30",
  place,
  kind: "PLAN",
  handler: "欧阳小明",
  idempotencyKey: crypto.randomUUID(),
  ...more,
});

describe("a subgraph of the kernel", () => {
  let board: Awaited<ReturnType<typeof testSubgraph>>;
  beforeAll(async () => void (board = await testSubgraph(subgraph)));
  afterAll(() => board.close());

  it("writes, masks what it shows, and leaves one audit entry with no value in it", async () => {
    const { writeNote } = await board.data(WRITE, { as: alice, input: input(1) });
    expect(writeNote).toEqual({
      note: {
        id: expect.stringMatching(/^note_[0-9a-f-]{36}$/),
        title: "note 1",
        amount: "12.30",
        handler: "欧阳**",
      },
      userErrors: [],
    });
    const { rows } = await board.environment.database.writer.query(
      "select event, outcome, taxpayer_id, args_hash from audit_entry",
    );
    expect(rows).toEqual([
      {
        event: "NOTE_WRITTEN",
        outcome: "DONE",
        taxpayer_id: "tp_alice",
        args_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
  });

  it("refuses with all problems at once, writes nothing, and audits the refusal", async () => {
    const { writeNote } = await board.data(WRITE, { as: bob, input: input(-1, { title: "" }) });
    expect(writeNote.note).toBeNull();
    expect(writeNote.userErrors).toMatchObject([
      { code: "NOTE_TITLE_EMPTY", actor: "APP" },
      { code: "NOTE_PLACE_NEGATIVE" },
    ]);
    const { rows } = await board.environment.database.writer.query(
      "select outcome from audit_entry where taxpayer_id = 'tp_bob'",
    );
    expect(rows).toEqual([{ outcome: "NOTE_TITLE_EMPTY NOTE_PLACE_NEGATIVE" }]);
  });

  it("does a write once for one idempotency key, twenty at a time, and answers the same", async () => {
    const once = input(50);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => board.data(WRITE, { as: alice, input: once })),
    );
    expect(new Set(answers.map(({ writeNote }) => JSON.stringify(writeNote))).size).toBe(1);
    const changed = await board.data(WRITE, { as: alice, input: { ...once, amount: "12.31" } });
    expect(changed.writeNote.userErrors).toMatchObject([{ code: "IDEMPOTENCY_CONFLICT" }]);
  });

  it("keeps one taxpayer's keys apart from another's of the same app", async () => {
    const same = input(51);
    const carol = { ...alice, taxpayerId: "tp_carol", consentId: "cst_3" };
    const first = await board.data(WRITE, { as: alice, input: same });
    const second = await board.data(WRITE, { as: carol, input: same });
    expect(second.writeNote.note.id).not.toBe(first.writeNote.note.id);
    const { rows } = await board.environment.database.writer.query(
      "select taxpayer_id from note where place = 51 order by 1",
    );
    expect(rows).toEqual([{ taxpayer_id: "tp_alice" }, { taxpayer_id: "tp_carol" }]);
  });

  it("keeps one person's keys apart from another's of the same taxpayer and app", async () => {
    const same = input(52);
    const [first, again, second] = [
      await board.data(WRITE, { as: { ...alice, personId: "pn_1" }, input: same }),
      await board.data(WRITE, { as: { ...alice, personId: "pn_1" }, input: same }),
      await board.data(WRITE, { as: { ...alice, personId: "pn_2" }, input: { ...same, amount: "99.00" } }),
    ];
    expect(again).toEqual(first);
    expect(second.writeNote.userErrors).toEqual([]);
    expect(second.writeNote.note).toMatchObject({ amount: "99.00" });
    expect(second.writeNote.note.id).not.toBe(first.writeNote.note.id);
  });

  it("keeps nothing sensitive of an answer, and reads it again from its record", async () => {
    const once = input(53, { handler: "诸葛孔明" });
    const first = await board.data(WRITE, { as: alice, input: once });
    expect(first.writeNote.note.handler).toBe("诸葛**");
    const { writer } = board.environment.database;
    const { rows } = await writer.query<{ answer: Buffer }>(
      "select answer from idempotency_key where key = $1",
      [once.idempotencyKey],
    );
    const held = [
      rows[0]!.answer.toString("utf8"),
      rows[0]!.answer.toString("utf16le"),
      rows[0]!.answer.subarray(1).toString("utf16le"),
    ].join();
    expect(held).toContain(first.writeNote.note.id);
    expect(held).not.toMatch(/诸葛|孔明/);
    expect(await board.data(WRITE, { as: alice, input: once })).toEqual(first);
    await writer.query("delete from note where id = $1", [first.writeNote.note.id]);
    const gone = await board.data(WRITE, { as: alice, input: once });
    expect(gone.writeNote.note).toEqual({ ...first.writeNote.note, handler: null });
  });

  it("will not store a row for somebody else", async () => {
    const { errors } = await board.run(WRITE, { as: alice, input: input(2, { title: "another's" }) });
    expect(errors?.[0]?.extensions?.code ?? errors?.[0]?.originalError).toBe("CONSENT_REQUIRED");
  });

  it("lists by pages that do not overlap, counts only when asked, and hides what is another's", async () => {
    for (const place of [10, 11, 12])
      await board.data(WRITE, { as: bob, input: input(place, { kind: place === 11 ? "DEBT" : "PLAN" }) });
    const LIST = /* GraphQL */ `query ($first: Int, $after: String, $kind: NoteKind) { notes(first: $first, after: $after, kind: $kind) { nodes { place } edges { cursor } totalCount totalCountIsExact pageInfo { hasNextPage endCursor } } }`;
    const first = await board.data(LIST, { as: bob, first: 2 });
    expect(first.notes).toMatchObject({
      nodes: [{ place: 12 }, { place: 11 }],
      totalCount: 3,
      totalCountIsExact: true,
      pageInfo: { hasNextPage: true },
    });
    const second = await board.data(LIST, { as: bob, first: 2, after: first.notes.pageInfo.endCursor });
    expect(second.notes).toMatchObject({ nodes: [{ place: 10 }], pageInfo: { hasNextPage: false } });
    expect((await board.data(LIST, { as: bob, kind: "DEBT" })).notes).toMatchObject({
      nodes: [{ place: 11 }],
      totalCount: 1,
    });
    const { errors } = await board.run(LIST, { as: bob, first: 101 });
    expect(errors?.[0]?.message).toContain("100");
    expect((await board.run(LIST, { as: bob, after: "nonsense" })).errors?.[0]?.message).toContain("游标");
  });

  it("gives another's row by reference with its face alone", async () => {
    const { rows } = await board.environment.database.writer.query(
      "select id from note where taxpayer_id = 'tp_bob' limit 1",
    );
    const ENTITIES = /* GraphQL */ `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Note { id title amount } } }`;
    const representations = [
      { __typename: "Note", id: rows[0].id },
      { __typename: "Note", id: "note_none" },
    ];
    const { data, errors } = await board.run(ENTITIES, { as: alice, r: representations });
    expect(data._entities).toEqual([{ id: rows[0].id, title: expect.any(String), amount: null }, null]);
    expect(errors).toHaveLength(1);
    expect(await board.data(ENTITIES, { as: bob, r: representations })).toMatchObject({
      _entities: [{ amount: "12.30" }, null],
    });
  });

  it("refuses a scope's field by reference too: a gateway is not a guard", async () => {
    const ENTITIES = /* GraphQL */ `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Note { title amount } } }`;
    const { data, errors } = await board.run(ENTITIES, {
      as: { ...alice, scopes: [] },
      r: [{ __typename: "Note", id: "note_1" }],
    });
    expect(data).toBeNull();
    expect(errors?.[0]?.extensions).toMatchObject({
      code: "FORBIDDEN_SCOPE",
      details: { field: "Note.amount", scopes: [["note:read"]] },
    });
  });

  it("refuses an app without scope, and one without consent", async () => {
    const asked = (as: Caller) => board.run("{ notes { nodes { id } } }", { as });
    expect((await asked({ ...alice, scopes: [] })).errors?.[0]?.extensions).toMatchObject({
      code: "FORBIDDEN_SCOPE",
    });
    const { taxpayerId: _, ...bare } = alice;
    expect((await asked(bare)).errors?.[0]?.extensions).toMatchObject({ code: "CONSENT_REQUIRED" });
  });

  it("tells subscribers of their own events alone", async () => {
    const stream = await board.watch("subscription { noteWritten }", { as: alice });
    const next = stream.next();
    await new Promise((settle) => setTimeout(settle, 50));
    await board.data(WRITE, { as: bob, input: input(20) });
    await board.data(WRITE, { as: alice, input: input(21) });
    expect((await next).value).toEqual({ data: { noteWritten: "written" } });
    await stream.return(undefined);
  });
});

describe("a subgraph does not build", () => {
  const built = (resolvers: Class[]) => () => buildSubgraph({ ...subgraph, resolvers: resolvers as [Class] });

  it("when a confidential field has no scope, a list has no bound, or English is missing", () => {
    @Shape({ zh: "坏。", en: "Bad." })
    class Bad {
      @Show(() => String, "秘密。", "A secret.", { class: "C3" })
      secret!: string;

      @Show(() => [String], "列表。", "")
      list!: string[];
    }
    @Resolver()
    class BadResolver {
      @Reads(() => Bad, { zh: "坏。", en: "Bad.", scope: "public:read" })
      bad() {
        return {};
      }
    }
    expect(built([BadResolver])).toThrow(
      /Bad\.secret is C3 and needs a scope[\s\S]*Bad\.list has no English[\s\S]*Bad\.list is a list without a bound/,
    );
  });
});
