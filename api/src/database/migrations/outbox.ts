import { Migration } from "@mikro-orm/migrations";

/**
 * Events, stored in the transaction of the change they tell of. The application's role may only add: an event may be
 * another taxpayer's – a buyer's, whose seller issued – and none of them is to be read back by a caller.
 */
export class Outbox extends Migration {
  override up(): void {
    this.addSql(`
      create table outbox_event (
        seq bigint generated always as identity primary key,
        id text not null unique,
        type text not null,
        taxpayer_id text,
        app_id text,
        subject text not null,
        data jsonb not null,
        schema_version smallint not null,
        occurred_at timestamptz(3) not null default clock_timestamp()
      )`);
    this.addSql(
      "comment on table outbox_event is '待投递的事件：与所述变更同一事务写入；只有编号和状态，没有 C3、C4 数据。'",
    );
    this.addSql("comment on column outbox_event.seq is '写入次序；同一对象的事件按此次序投递。'");
    this.addSql("comment on column outbox_event.taxpayer_id is '事件属于哪个纳税人；公开事件为空。'");
    this.addSql("comment on column outbox_event.occurred_at is '发生时间（真实时间）。'");
    this.addSql("create index outbox_event_subject on outbox_event (subject, seq)");
    this.addSql("alter table outbox_event enable row level security");
    this.addSql(
      "create policy outbox_event_of_caller on outbox_event for insert to open_tax_app with check (true)",
    );
    this.addSql(
      "create policy outbox_event_for_system on outbox_event to open_tax_system using (true) with check (true)",
    );
    this.addSql("revoke all on outbox_event from open_tax_app, open_tax_reader");
    this.addSql("grant insert on outbox_event to open_tax_app");
    this.addSql("grant select, insert, update, delete on outbox_event to open_tax_system");
  }

  override down(): void {
    this.addSql("drop table outbox_event");
  }
}
