import type { ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { StartupError } from "../config.ts";
import { type Place, preparePlace } from "./place.ts";
import {
  complaint,
  forgetStranger,
  halt,
  initialise,
  launch,
  OWNER,
  runningPid,
  type Settings,
  signalQuietly,
} from "./postmaster.ts";

/** A running embedded PostgreSQL. */
export interface Server {
  /** The maintenance database as the owner. */
  url: string;
  /** Stops the server, all connections ended, everything on disk. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  dataDir: string;
  /** Takes one line a person may want to read. */
  log?: (line: string) => void;
  /** False for data that need not survive: tests. */
  lasting?: boolean;
}

/** Held on the maintenance database by the process that looks after the server. It ends with that process, however it ends. */
const GUARD = 0x6f70_656e;
const PATIENCE_MS = 30_000;
/** Processes of a server that was killed may still be at work; the next one has to wait for them. */
const PASSING = /shared memory block|lock file|still running/;
const FORGETFUL: Settings = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_wal_size: "1GB",
  shared_buffers: "128MB",
};

/**
 * Starts PostgreSQL below `dataDir` and keeps it running: a server left over by a killed process is taken over, one that
 * dies is started again. A second process on the same folder is refused.
 */
export async function startServer({
  dataDir,
  log = () => undefined,
  lasting = true,
}: ServerOptions): Promise<Server> {
  const place = preparePlace(dataDir, log);
  await initialise(place, lasting);
  const guardian = new Guardian(place, lasting ? {} : FORGETFUL, log);
  await guardian.start();
  return {
    url: urlOf(place),
    async stop() {
      await guardian.stop();
      if (!lasting && place.moved) rmSync(place.moved, { recursive: true, force: true });
    },
  };
}

export const urlOf = ({ socket }: Place) =>
  `postgresql://${OWNER}@localhost/postgres?host=${encodeURIComponent(socket)}`;

const ended = (child: ChildProcess) =>
  child.exitCode !== null || child.signalCode !== null || child.pid === undefined;

class Guardian {
  readonly #place: Place;
  readonly #settings: Settings;
  readonly #log: (line: string) => void;
  #connection: Client | undefined;
  #child: ChildProcess | undefined;
  #recovering: Promise<void> | undefined;
  #stopping = false;
  readonly #atExit = () => {
    const pid = this.#connection ? runningPid(this.#place.data) : this.#child?.pid;
    if (pid) signalQuietly(pid, "SIGINT");
  };

  constructor(place: Place, settings: Settings, log: (line: string) => void) {
    this.#place = place;
    this.#settings = settings;
    this.#log = log;
    process.on("exit", this.#atExit);
  }

  /** Returns once the server answers and is ours. */
  async start(): Promise<void> {
    try {
      await this.#ensure();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    process.off("exit", this.#atExit);
    await this.#recovering;
    if (this.#connection) await halt(this.#place.data);
    else await this.#abandon();
    await this.#connection?.end().catch(() => undefined);
    this.#connection = undefined;
  }

  async #ensure(): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    for (let failures = 0; !this.#stopping; await sleep(10)) {
      const connection = await this.#connect();
      if (connection) return this.#take(connection);
      if (this.#child && ended(this.#child)) {
        this.#child = undefined;
        failures += 1;
        await sleep(100);
      }
      if (Date.now() > deadline || (failures >= 3 && !PASSING.test(complaint(this.#place))))
        throw this.#failure();
      if (!this.#child && !runningPid(this.#place.data)) {
        forgetStranger(this.#place.data);
        this.#child = launch(this.#place, this.#settings);
      }
    }
  }

  /** Ends a server of ours that never came to answer. */
  async #abandon(): Promise<void> {
    const child = this.#child;
    if (!child?.pid || ended(child)) return;
    const end = new Promise((done) => child.once("exit", done));
    signalQuietly(child.pid, "SIGQUIT");
    await end;
  }

  async #connect(): Promise<Client | undefined> {
    const connection = new Client({
      connectionString: urlOf(this.#place),
      application_name: `open-tax ${process.pid}`,
      connectionTimeoutMillis: 2_000,
    });
    connection.on("error", () => undefined);
    try {
      await connection.connect();
      return connection;
    } catch {
      await connection.end().catch(() => undefined);
      return undefined;
    }
  }

  async #take(connection: Client): Promise<void> {
    if (!(await this.#guard(connection))) {
      const { rows } = await connection.query<{ application_name: string }>(
        "select application_name from pg_locks join pg_stat_activity using (pid) where locktype = 'advisory' and objid = $1",
        [GUARD],
      );
      await connection.end();
      this.#child = undefined;
      const holder = rows[0]?.application_name.replace("open-tax ", "");
      throw new StartupError(
        `The data folder ${this.#place.data} is in use by another running platform${holder ? ` (process ${holder})` : ""}; stop it, or set OPEN_TAX_DATA and PORT to others.`,
      );
    }
    this.#connection = connection;
    connection.once("end", () => {
      this.#connection = undefined;
      if (!this.#stopping) this.#recovering = this.#recover();
    });
  }

  /** Waits a moment, for the server may not have noticed yet that its former guardian is dead. */
  async #guard(connection: Client): Promise<boolean> {
    for (let attempt = 0; attempt < 20; attempt++) {
      const { rows } = await connection.query<{ taken: boolean }>(
        "select pg_try_advisory_lock($1) as taken",
        [GUARD],
      );
      if (rows[0]?.taken) return true;
      await sleep(50);
    }
    return false;
  }

  async #recover(): Promise<void> {
    this.#log("The database stopped; starting it again.");
    while (!this.#stopping) {
      try {
        await this.#ensure();
        if (!this.#stopping) this.#log("The database is back.");
        return;
      } catch (error) {
        this.#log(`${(error as Error).message} Trying again in 5 seconds.`);
        await sleep(5_000);
      }
    }
  }

  #failure(): StartupError {
    return new StartupError(
      `The embedded database does not start: ${complaint(this.#place)} (see ${this.#place.log}).`,
    );
  }
}
