import { Migration } from "@mikro-orm/migrations";

const SECRET_TABLES =
  "passkey, passkey_challenge, sign_in_limit, sign_in_attempt, known_device, session_device, upstream_identity, upstream_sign_in";

/** People: passkeys, sign-in attempts, sessions. */
export class People extends Migration {
  override up(): void {
    this.addSql(`
      create table passkey (
        id text primary key,
        person_id text not null,
        public_key bytea not null,
        counter bigint not null,
        transports text[] not null default '{}',
        name text not null,
        synced boolean not null,
        created_at timestamptz not null default now(),
        last_used_at timestamptz
      )`);
    this.addSql("create index passkey_person on passkey (person_id, created_at)");
    this.addSql("comment on table passkey is 'Passkeys people sign in with: public keys only.'");
    this.addSql(`
      create table passkey_challenge (
        challenge text primary key,
        binding text not null,
        use text not null check (use in ('REGISTER', 'SIGN_IN')),
        expires_at timestamptz not null
      )`);
    this.addSql("create index passkey_challenge_expires on passkey_challenge (expires_at)");
    this.addSql(
      "comment on table passkey_challenge is 'Challenges a browser was given and has not answered. Each is deleted when it is answered.'",
    );
    this.addSql(`
      create table sign_in_limit (
        key text primary key,
        failures integer not null,
        next_at timestamptz not null,
        expires_at timestamptz not null
      )`);
    this.addSql("create index sign_in_limit_expires on sign_in_limit (expires_at)");
    this.addSql(
      "comment on table sign_in_limit is 'Failed sign-ins by account, address and device, shared by all processes.'",
    );
    this.addSql(`
      create table sign_in_attempt (
        id text primary key,
        person_id text not null,
        at timestamptz not null default now(),
        method text not null,
        outcome text not null,
        address text not null,
        agent text not null,
        known_device boolean not null
      )`);
    this.addSql("create index sign_in_attempt_person on sign_in_attempt (person_id, at desc)");
    this.addSql("create index sign_in_attempt_at on sign_in_attempt (at)");
    this.addSql(
      "comment on table sign_in_attempt is 'The last sign-ins of each person, done and refused, for the person to look through. Addresses are masked.'",
    );
    this.addSql(`
      create table known_device (
        device text not null,
        person_id text not null,
        created_at timestamptz not null default now(),
        last_seen_at timestamptz not null default now(),
        primary key (device, person_id)
      )`);
    this.addSql("create index known_device_person on known_device (person_id)");
    this.addSql(
      "comment on table known_device is 'Devices (the SHA-256 of their cookie) from which a person has signed in before.'",
    );
    this.addSql(`
      create table session_device (
        uid text primary key,
        person_id text not null,
        agent text not null,
        address text not null,
        signed_in_at timestamptz not null,
        last_used_at timestamptz not null default now()
      )`);
    this.addSql("create index session_device_person on session_device (person_id)");
    this.addSql(
      "comment on table session_device is 'The browser behind each session of the authorization server. Addresses are masked.'",
    );
    this.addSql(`
      create table upstream_identity (
        issuer text not null,
        subject text not null,
        person_id text not null,
        linked_by text not null check (linked_by in ('CLAIM', 'SIGN_IN')),
        linked_at timestamptz not null default now(),
        primary key (issuer, subject)
      )`);
    this.addSql("create index upstream_identity_person on upstream_identity (person_id)");
    this.addSql(
      "comment on table upstream_identity is 'Whom a subject of the upstream identity provider is.'",
    );
    this.addSql(`
      create table upstream_sign_in (
        state text primary key,
        binding text not null,
        return_to text not null,
        nonce text not null,
        verifier text not null,
        max_age integer,
        outcome jsonb,
        expires_at timestamptz not null
      )`);
    this.addSql("create index upstream_sign_in_expires on upstream_sign_in (expires_at)");
    this.addSql(
      "comment on table upstream_sign_in is 'Sign-ins under way at the upstream identity provider; states are kept as SHA-256.'",
    );
    this.addSql(
      "create index oauth_row_session_person on oauth_row ((payload->>'accountId')) where model = 'Session'",
    );
    this.addSql(`revoke all on ${SECRET_TABLES} from open_tax_reader`);
  }

  override down(): void {
    this.addSql("drop index oauth_row_session_person");
    this.addSql(`drop table ${SECRET_TABLES}`);
  }
}
