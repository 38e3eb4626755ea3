import { Migration } from "@mikro-orm/migrations";

/** Brings the tables in line with the entities. */
export class Tables extends Migration {
  override up(): void {
    this.addSql(
      'create table "consent" ("id" text not null, "app_id" text not null, "taxpayer_id" text not null, "granted_by_id" text not null, "granted_role" text not null, "scopes" text[] not null, "purpose_code" text not null, "period_from" date null, "period_to" date null, "granted_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null, "separate_consents" jsonb not null, "channel" text not null, "acr" text not null, "status" text not null, "revoked_at" timestamptz(3) null, "revoked_by" text null, "revoke_reason" text null, "receipt_no" text not null, "text_version" text not null, "text_sha256" text not null, primary key ("id"))',
    );
    this.addSql("comment on table \"consent\" is '纳税人对应用的授权。'");
    this.addSql('comment on column "consent"."app_id" is \'获得授权的应用编号。\'');
    this.addSql('comment on column "consent"."granted_role" is \'授权人的身份。\'');
    this.addSql('comment on column "consent"."purpose_code" is \'用途代码，取自平台公布的用途清单。\'');
    this.addSql(
      'comment on column "consent"."period_from" is \'可读取的最早税款所属日期；为空表示该用途不涉及所属期。\'',
    );
    this.addSql('comment on column "consent"."period_to" is \'可读取的最晚税款所属日期。\'');
    this.addSql('comment on column "consent"."granted_at" is \'授权时间。\'');
    this.addSql('comment on column "consent"."expires_at" is \'到期时间。到期自动失效，续期须重新授权。\'');
    this.addSql('comment on column "consent"."channel" is \'授权渠道，例如 WEB。\'');
    this.addSql('comment on column "consent"."acr" is \'授权时的身份核验级别（L1–L3）。\'');
    this.addSql('comment on column "consent"."status" is \'状态。\'');
    this.addSql('comment on column "consent"."revoked_at" is \'撤销时间。\'');
    this.addSql('comment on column "consent"."revoke_reason" is \'撤销原因。\'');
    this.addSql('comment on column "consent"."receipt_no" is \'授权回执号。\'');
    this.addSql('comment on column "consent"."text_version" is \'授权页文本的版本。\'');
    this.addSql('comment on column "consent"."text_sha256" is \'授权页所示全文的 SHA-256（十六进制）。\'');
    this.addSql('create index "consent_app_id_index" on "consent" ("app_id")');
    this.addSql('create index "consent_taxpayer_id_index" on "consent" ("taxpayer_id")');
    this.addSql('alter table "consent" add constraint "consent_receipt_no_unique" unique ("receipt_no")');
    this.addSql(
      'create table "credit_grade" ("id" text not null, "taxpayer_id" text not null, "year" int not null, "grade" text not null, "score" numeric(30,13) not null, "published_on" date not null, primary key ("id"))',
    );
    this.addSql("comment on table \"credit_grade\" is '年度纳税缴费信用评价结果，次年 4 月公布。'");
    this.addSql('comment on column "credit_grade"."year" is \'评价年度。\'');
    this.addSql('comment on column "credit_grade"."grade" is \'级别。\'');
    this.addSql('comment on column "credit_grade"."score" is \'得分，最多两位小数。\'');
    this.addSql('comment on column "credit_grade"."published_on" is \'公布日。\'');
    this.addSql('create index "credit_grade_taxpayer_id_index" on "credit_grade" ("taxpayer_id")');
    this.addSql(
      'create table "invoice" ("id" text not null, "kind" text not null, "code" text null, "number" text not null, "paper_number" text null, "check_code" text null, "issued_at" timestamptz(3) not null, "issued_on" date not null, "seller_id" text null, "seller_name" text not null, "seller_tin" text not null, "seller_is_person" boolean not null, "seller_address" text null, "seller_phone" text null, "seller_bank" text null, "seller_bank_account" text null, "buyer_id" text null, "buyer_name" text not null, "buyer_tin" text null, "buyer_is_person" boolean not null, "buyer_address" text null, "buyer_phone" text null, "buyer_bank" text null, "buyer_bank_account" text null, "amount" numeric(18,2) not null, "tax_amount" numeric(18,2) not null, "total" numeric(18,2) not null, "sign" text not null, "status" text not null, "red_status" text not null, "red_amount" numeric(18,2) not null, "blue_invoice_id" text null, "usage" text not null, "usage_period" text null, "bookkept" boolean not null, "remark" text null, "payee" text null, "reviewer" text null, "issuer" text not null, "identity" text generated always as (case when length(number) = 20 then number else code || \'-\' || number end) stored not null, "paper_identity" text generated always as (code || \'-\' || paper_number) stored null, primary key ("id"))',
    );
    this.addSql("comment on table \"invoice\" is '发票。购销双方各自只能看到自己的发票。'");
    this.addSql('comment on column "invoice"."kind" is \'发票种类。\'');
    this.addSql('comment on column "invoice"."code" is \'发票代码；数电票没有。\'');
    this.addSql(
      'comment on column "invoice"."number" is \'发票号码：数电票（含数电纸质发票）20 位，其他 8 位。\'',
    );
    this.addSql(
      'comment on column "invoice"."paper_number" is \'数电纸质发票票面上印制的 8 位号码，与发票代码同用。\'',
    );
    this.addSql('comment on column "invoice"."check_code" is \'校验码，20 位。\'');
    this.addSql('comment on column "invoice"."issued_at" is \'开票时间。\'');
    this.addSql('comment on column "invoice"."issued_on" is \'开票日期（北京时间）。\'');
    this.addSql('comment on column "invoice"."amount" is \'不含税金额合计；红字发票为负。\'');
    this.addSql('comment on column "invoice"."tax_amount" is \'税额合计。\'');
    this.addSql('comment on column "invoice"."total" is \'价税合计；二手车销售统一发票为车价合计。\'');
    this.addSql('comment on column "invoice"."sign" is \'蓝字或红字。\'');
    this.addSql('comment on column "invoice"."status" is \'发票状态。\'');
    this.addSql('comment on column "invoice"."red_status" is \'被红冲的程度。\'');
    this.addSql('comment on column "invoice"."red_amount" is \'已被红冲的不含税金额（正数）。\'');
    this.addSql('comment on column "invoice"."usage" is \'购方的用途确认。\'');
    this.addSql('comment on column "invoice"."usage_period" is \'用途所属期，例如 2026-10。\'');
    this.addSql('comment on column "invoice"."bookkept" is \'购方是否已入账。\'');
    this.addSql('comment on column "invoice"."remark" is \'备注，最多 230 字。\'');
    this.addSql('comment on column "invoice"."payee" is \'收款人。\'');
    this.addSql('comment on column "invoice"."reviewer" is \'复核人。\'');
    this.addSql('comment on column "invoice"."issuer" is \'开票人。\'');
    this.addSql('create index "invoice_number_index" on "invoice" ("number")');
    this.addSql('create index "invoice_blue_invoice_id_index" on "invoice" ("blue_invoice_id")');
    this.addSql('alter table "invoice" add constraint "invoice_identity_unique" unique ("identity")');
    this.addSql(
      'alter table "invoice" add constraint "invoice_paper_identity_unique" unique ("paper_identity")',
    );
    this.addSql(
      'create index "invoice_buyer_id_issued_at_id_kind_status_sign_code_index" on "invoice" ("buyer_id", "issued_at", "id", "kind", "status", "sign", "code")',
    );
    this.addSql(
      'create index "invoice_seller_id_issued_at_id_kind_status_sign_code_index" on "invoice" ("seller_id", "issued_at", "id", "kind", "status", "sign", "code")',
    );
    this.addSql(
      'create table "invoice_line" ("invoice_id" text not null, "no" int not null, "name" text not null, "tax_class_code" text not null, "model" text null, "unit" text null, "quantity" numeric(30,13) null, "unit_price" numeric(30,13) null, "amount" numeric(18,2) not null, "tax_rate" numeric(9,6) not null, "tax_amount" numeric(18,2) not null, "discount_of" int null, "preferential" text not null, primary key ("invoice_id", "no"))',
    );
    this.addSql("comment on table \"invoice_line\" is '发票明细行。'");
    this.addSql('comment on column "invoice_line"."no" is \'行号，从 1 起。\'');
    this.addSql('comment on column "invoice_line"."name" is \'项目名称，例如 *软件*记账软件。\'');
    this.addSql('comment on column "invoice_line"."tax_class_code" is \'税收分类编码，19 位。\'');
    this.addSql('comment on column "invoice_line"."model" is \'规格型号。\'');
    this.addSql('comment on column "invoice_line"."unit" is \'单位。\'');
    this.addSql('comment on column "invoice_line"."quantity" is \'数量，最多 13 位小数。\'');
    this.addSql('comment on column "invoice_line"."unit_price" is \'不含税单价，最多 13 位小数。\'');
    this.addSql('comment on column "invoice_line"."amount" is \'不含税金额；折扣行与红字为负。\'');
    this.addSql('comment on column "invoice_line"."tax_rate" is \'税率或征收率；免税、不征税时为 0。\'');
    this.addSql('comment on column "invoice_line"."tax_amount" is \'税额。\'');
    this.addSql('comment on column "invoice_line"."discount_of" is \'本行是哪一行的折扣。\'');
    this.addSql('comment on column "invoice_line"."preferential" is \'优惠政策标识。\'');
    this.addSql(
      'create table "person" ("id" text not null, "name" text not null, "id_type" text not null, "id_no" text not null, "phone" text not null, "real_name_level" text not null, primary key ("id"))',
    );
    this.addSql(
      "comment on table \"person\" is '自然人，作为企业的办税人员或为自己办税。姓名、证件号、电话一律脱敏。'",
    );
    this.addSql(
      'comment on column "person"."id_type" is \'证件类型代码：201 居民身份证，208 外国护照，210 港澳居民来往内地通行证 ……\'',
    );
    this.addSql('comment on column "person"."real_name_level" is \'实名级别。\'');
    this.addSql('create index "person_name_index" on "person" ("name")');
    this.addSql(
      'create table "person_role" ("id" text not null, "person_id" text not null, "taxpayer_id" text not null, "role" text not null, "valid_from" date not null, "valid_to" date null, primary key ("id"))',
    );
    this.addSql("comment on table \"person_role\" is '自然人在纳税人处的身份及其起止。'");
    this.addSql('comment on column "person_role"."role" is \'身份。\'');
    this.addSql('comment on column "person_role"."valid_from" is \'起始日。\'');
    this.addSql('comment on column "person_role"."valid_to" is \'终止日（当日起不再担任）；在任的为空。\'');
    this.addSql('create index "person_role_person_id_index" on "person_role" ("person_id")');
    this.addSql('create index "person_role_taxpayer_id_index" on "person_role" ("taxpayer_id")');
    this.addSql(
      'create table "region" ("code" text not null, "name" text not null, "level" text not null, "parent_code" text null, "valid_from" date null, "valid_to" date null, "successor" text null, primary key ("code"))',
    );
    this.addSql(
      "comment on table \"region\" is '行政区划（GB/T 2260），按版本保留已撤销的代码：历史单据上的旧代码仍然有效。'",
    );
    this.addSql('comment on column "region"."name" is \'名称，例如 西湖区。\'');
    this.addSql('comment on column "region"."level" is \'级别。\'');
    this.addSql('comment on column "region"."valid_from" is \'启用日；早于本表所载版本的为空。\'');
    this.addSql('comment on column "region"."valid_to" is \'停用日（当日起不再使用）；在用的为空。\'');
    this.addSql('comment on column "region"."successor" is \'撤销后承接的行政区划代码。\'');
    this.addSql('create index "region_parent_code_index" on "region" ("parent_code")');
    this.addSql(
      'create table "tax_authority" ("code" text not null, "name" text not null, "level" text not null, "parent_code" text null, "region_code" text null, "phone" text null, "hours" text null, primary key ("code"))',
    );
    this.addSql(
      "comment on table \"tax_authority\" is '税务机关：总局、36 个省级税务局（31 个省区市和 5 个计划单列市）、市局、县（区）局、税务所。'",
    );
    this.addSql(
      'comment on column "tax_authority"."name" is \'名称，例如 国家税务总局杭州市西湖区税务局。\'',
    );
    this.addSql(
      'comment on column "tax_authority"."level" is \'级别。计划单列市税务局为省级，与代码的层次不同。\'',
    );
    this.addSql('comment on column "tax_authority"."phone" is \'对外咨询电话。\'');
    this.addSql('comment on column "tax_authority"."hours" is \'办公时间。\'');
    this.addSql('create index "tax_authority_level_index" on "tax_authority" ("level")');
    this.addSql('create index "tax_authority_parent_code_index" on "tax_authority" ("parent_code")');
    this.addSql(
      'create table "taxpayer" ("id" text not null, "tin" text not null, "uscc" text null, "uscc_check_waived" boolean not null, "name" text not null, "kind" text null, "vat_status" text null, "vat_status_from" date null, "industry_code" text null, "registration_type" text null, "region_code" text not null, "address" text null, "authority_code" text not null, "status" text null, "export_class" int null, primary key ("id"))',
    );
    this.addSql(
      "comment on table \"taxpayer\" is '纳税人、缴费人。编号、名称、纳税人识别号公开；其余只给经其授权的应用。'",
    );
    this.addSql('comment on column "taxpayer"."tin" is \'纳税人识别号。\'');
    this.addSql('comment on column "taxpayer"."uscc" is \'统一社会信用代码；自然人没有。\'');
    this.addSql('comment on column "taxpayer"."name" is \'名称或姓名。\'');
    this.addSql('comment on column "taxpayer"."kind" is \'类型。\'');
    this.addSql('comment on column "taxpayer"."vat_status" is \'增值税纳税人身份；自然人为空。\'');
    this.addSql('comment on column "taxpayer"."vat_status_from" is \'增值税纳税人身份生效日。\'');
    this.addSql('comment on column "taxpayer"."industry_code" is \'行业（GB/T 4754-2017）。\'');
    this.addSql(
      'comment on column "taxpayer"."registration_type" is \'登记注册类型代码，3 位，例如 173 私营有限责任公司。\'',
    );
    this.addSql('comment on column "taxpayer"."address" is \'登记地址。\'');
    this.addSql('comment on column "taxpayer"."status" is \'状态。\'');
    this.addSql(
      'comment on column "taxpayer"."export_class" is \'出口企业管理类别，1 至 4；非出口企业为空。\'',
    );
    this.addSql('alter table "taxpayer" add constraint "taxpayer_tin_unique" unique ("tin")');
    this.addSql('create index "taxpayer_uscc_index" on "taxpayer" ("uscc")');
    this.addSql('create index "taxpayer_name_index" on "taxpayer" ("name")');
    this.addSql('create index "taxpayer_authority_code_index" on "taxpayer" ("authority_code")');
    this.addSql(
      'create table "tax_type" ("code" text not null, "name" text not null, "english_name" text not null, "kind" text not null, primary key ("code"))',
    );
    this.addSql("comment on table \"tax_type\" is '税费种（征收项目）。'");
    this.addSql('comment on column "tax_type"."name" is \'中文名称，例如 增值税。\'');
    this.addSql(
      'comment on column "tax_type"."english_name" is \'英文名称，全大写，例如 VALUE_ADDED_TAX。\'',
    );
    this.addSql('comment on column "tax_type"."kind" is \'税、费或社保费。\'');
    this.addSql(
      'alter table "tax_type" add constraint "tax_type_english_name_unique" unique ("english_name")',
    );
    this.addSql(
      'create table "tax_type_registration" ("id" text not null, "taxpayer_id" text not null, "tax_type_code" text not null, "levy_method" text not null, "rate" numeric(9,6) null, "cycle" text not null, "valid_from" date not null, "valid_to" date null, primary key ("id"))',
    );
    this.addSql(
      "comment on table \"tax_type_registration\" is '税费种认定：纳税人应申报的税费种、征收方式和纳税期限。'",
    );
    this.addSql('comment on column "tax_type_registration"."levy_method" is \'征收方式。\'');
    this.addSql(
      'comment on column "tax_type_registration"."rate" is \'核定的税率或征收率；适用法定税率的为空。\'',
    );
    this.addSql('comment on column "tax_type_registration"."cycle" is \'纳税期限。\'');
    this.addSql('comment on column "tax_type_registration"."valid_from" is \'认定有效期起。\'');
    this.addSql(
      'comment on column "tax_type_registration"."valid_to" is \'认定有效期止（当日起失效）；有效的为空。\'',
    );
    this.addSql(
      'create index "tax_type_registration_taxpayer_id_index" on "tax_type_registration" ("taxpayer_id")',
    );
    this.addSql(
      "alter table \"consent\" add constraint \"consent_granted_role_check\" check (\"granted_role\" in ('LEGAL_REP', 'FIN_OFFICER', 'TAX_HANDLER', 'INVOICER', 'SELF'))",
    );
    this.addSql(
      "alter table \"consent\" add constraint \"consent_status_check\" check (\"status\" in ('REQUESTED', 'AWAITING_APPROVAL', 'ACTIVE', 'SUSPENDED', 'EXPIRED', 'REVOKED', 'REFUSED', 'LAPSED'))",
    );
    this.addSql(
      "alter table \"credit_grade\" add constraint \"credit_grade_grade_check\" check (\"grade\" in ('A', 'B', 'M', 'C', 'D'))",
    );
    this.addSql(
      "alter table \"invoice\" add constraint \"invoice_kind_check\" check (\"kind\" in ('VAT_SPECIAL_PAPER', 'VAT_SPECIAL_ELECTRONIC', 'VAT_PLAIN_PAPER', 'VAT_PLAIN_ROLL', 'VAT_PLAIN_ELECTRONIC', 'TOLL_ELECTRONIC', 'MOTOR_VEHICLE', 'USED_VEHICLE', 'DIGITAL_SPECIAL', 'DIGITAL_PLAIN', 'DIGITAL_RAIL', 'DIGITAL_AIR', 'DIGITAL_VEHICLE', 'DIGITAL_USED_VEHICLE', 'DIGITAL_PAPER_SPECIAL', 'DIGITAL_PAPER_PLAIN'))",
    );
    this.addSql(
      'alter table "invoice" add constraint "invoice_sign_check" check ("sign" in (\'BLUE\', \'RED\'))',
    );
    this.addSql(
      "alter table \"invoice\" add constraint \"invoice_status_check\" check (\"status\" in ('NORMAL', 'PARTLY_RED', 'FULLY_RED', 'VOIDED', 'ABNORMAL'))",
    );
    this.addSql(
      "alter table \"invoice\" add constraint \"invoice_red_status_check\" check (\"red_status\" in ('NONE', 'PARTIAL', 'FULL'))",
    );
    this.addSql(
      "alter table \"invoice\" add constraint \"invoice_usage_check\" check (\"usage\" in ('NONE', 'DEDUCT', 'NOT_DEDUCT', 'EXPORT_REFUND', 'TRANSFER'))",
    );
    this.addSql(
      "alter table \"invoice_line\" add constraint \"invoice_line_preferential_check\" check (\"preferential\" in ('NONE', 'EXEMPT', 'NOT_TAXED', 'ZERO', 'SIMPLE'))",
    );
    this.addSql(
      "alter table \"person\" add constraint \"person_real_name_level_check\" check (\"real_name_level\" in ('L1', 'L2', 'L3'))",
    );
    this.addSql(
      "alter table \"person_role\" add constraint \"person_role_role_check\" check (\"role\" in ('LEGAL_REP', 'FIN_OFFICER', 'TAX_HANDLER', 'INVOICER', 'SELF'))",
    );
    this.addSql(
      "alter table \"region\" add constraint \"region_level_check\" check (\"level\" in ('PROVINCE', 'CITY', 'COUNTY'))",
    );
    this.addSql(
      "alter table \"tax_authority\" add constraint \"tax_authority_level_check\" check (\"level\" in ('STA', 'PROVINCE', 'CITY', 'COUNTY', 'STATION'))",
    );
    this.addSql(
      "alter table \"taxpayer\" add constraint \"taxpayer_kind_check\" check (\"kind\" in ('ENTERPRISE', 'INDIVIDUAL_BUSINESS', 'NATURAL_PERSON', 'GOV', 'NPO', 'TEMPORARY'))",
    );
    this.addSql(
      'alter table "taxpayer" add constraint "taxpayer_vat_status_check" check ("vat_status" in (\'GENERAL\', \'SMALL_SCALE\'))',
    );
    this.addSql(
      "alter table \"taxpayer\" add constraint \"taxpayer_status_check\" check (\"status\" in ('NORMAL', 'SUSPENDED', 'ABNORMAL', 'DEREGISTERING', 'DEREGISTERED', 'CANCELLED_LICENCE'))",
    );
    this.addSql(
      "alter table \"tax_type\" add constraint \"tax_type_kind_check\" check (\"kind\" in ('TAX', 'FEE', 'SOCIAL_INSURANCE'))",
    );
    this.addSql(
      'alter table "tax_type_registration" add constraint "tax_type_registration_levy_method_check" check ("levy_method" in (\'AUDIT\', \'ASSESSED\'))',
    );
    this.addSql(
      "alter table \"tax_type_registration\" add constraint \"tax_type_registration_cycle_check\" check (\"cycle\" in ('MONTH', 'QUARTER', 'HALF_YEAR', 'YEAR', 'ONCE'))",
    );
  }

  override down(): void {
    this.addSql('drop table if exists "consent" cascade');
    this.addSql('drop table if exists "credit_grade" cascade');
    this.addSql('drop table if exists "invoice" cascade');
    this.addSql('drop table if exists "invoice_line" cascade');
    this.addSql('drop table if exists "person" cascade');
    this.addSql('drop table if exists "person_role" cascade');
    this.addSql('drop table if exists "region" cascade');
    this.addSql('drop table if exists "tax_authority" cascade');
    this.addSql('drop table if exists "taxpayer" cascade');
    this.addSql('drop table if exists "tax_type" cascade');
    this.addSql('drop table if exists "tax_type_registration" cascade');
  }
}
