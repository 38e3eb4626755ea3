import { Migration } from "@mikro-orm/migrations";

/** Releases of apps and the documents they may run. */
export class Releases extends Migration {
  override up(): void {
    this.addSql(
      'create table "release" ("id" text not null, "app_id" text not null, "version" text not null, "status" text not null, "registered_at" timestamptz(3) not null, "published_at" timestamptz(3) null, "superseded_at" timestamptz(3) null, "suspended_at" timestamptz(3) null, "suspend_reason" text null, "pilot_percent" integer null, "sheet" jsonb not null, primary key ("id"))',
    );
    this.addSql(
      "comment on table \"release\" is '应用的一个版本：它在生产环境可以执行的全部查询文档，以及由此得出的访问清单。'",
    );
    this.addSql('comment on column "release"."app_id" is \'应用编号。\'');
    this.addSql('comment on column "release"."version" is \'版本号，例如 1.2.0。\'');
    this.addSql('comment on column "release"."status" is \'状态。\'');
    this.addSql('comment on column "release"."registered_at" is \'登记时间。\'');
    this.addSql('comment on column "release"."published_at" is \'首次发布时间；未发布的为空。\'');
    this.addSql('comment on column "release"."superseded_at" is \'被取代或回退的时间。\'');
    this.addSql('comment on column "release"."suspended_at" is \'暂停时间。\'');
    this.addSql('comment on column "release"."suspend_reason" is \'暂停原因。\'');
    this.addSql(
      "alter table \"release\" add constraint \"release_status_check\" check (\"status\" in ('REGISTERED', 'PILOT', 'PUBLISHED', 'SUPERSEDED', 'ROLLED_BACK', 'SUSPENDED'))",
    );
    this.addSql('create index "release_app_id_index" on "release" ("app_id")');
    this.addSql("create unique index release_version_by_hand on release (app_id, version)");
    this.addSql(
      "create unique index release_published_by_hand on release (app_id) where status = 'PUBLISHED'",
    );
    this.addSql(`
      create table manifest_document (
        hash text primary key check (hash = encode(sha256(convert_to(text, 'UTF8')), 'hex')),
        text text not null
      )`);
    this.addSql(
      "comment on table manifest_document is 'GraphQL documents of releases, by the sha256 of their printed text. Never changed.'",
    );
    this.addSql(`
      create table release_document (
        release_id text not null references release (id),
        hash text not null references manifest_document (hash),
        primary key (release_id, hash)
      )`);
    this.addSql(
      "comment on table release_document is 'Which documents a release may run. Never changed once it is registered.'",
    );
    for (const table of ["release", "manifest_document", "release_document"])
      this.addSql(`revoke all on ${table} from open_tax_app`);
    this.addSql("grant select on release to open_tax_app");
    this.addSql("grant select, insert, update on release to open_tax_system");
    this.addSql("grant select, insert on manifest_document, release_document to open_tax_system");
  }
}
