import { Migration } from "@mikro-orm/migrations";

/** What was loaded of the sample data: one row for the registry and one for each load of invoices. */
export class SampleLoad extends Migration {
  override up(): void {
    this.addSql(`
      create table sample_load (
        load integer primary key,
        planned integer not null,
        done integer not null default 0,
        before bigint not null,
        counters jsonb not null,
        finished boolean not null default false
      )`);
    this.addSql(
      "comment on table sample_load is 'Loads of synthetic invoices: how many are planned and done, how many came before, and where the number series stood.'",
    );
  }
}
