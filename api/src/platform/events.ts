import { EventEmitter, on } from "node:events";
import type { Client } from "pg";

/** Something that happened and was committed: a topic and what listeners need to know, never a C3 or C4 value. */
export type Event = { topic: string } & Record<string, unknown>;

const CHANNEL = "open_tax_event";

/** Tells every process of the environment when the surrounding transaction commits. */
export const announce = (sql: { query(text: string, values: unknown[]): Promise<unknown> }, event: Event) =>
  sql.query("select pg_notify($1, $2)", [CHANNEL, JSON.stringify(event)]);

/** The committed events of one environment, from Postgres' LISTEN; it reconnects by itself. */
export class Events {
  readonly #emitter = new EventEmitter();
  readonly #connect: () => Promise<Client>;
  readonly #log: { warn(what: object, message: string): void };
  #client: Client | undefined;
  #closed = false;

  private constructor(connect: () => Promise<Client>, log: { warn(what: object, message: string): void }) {
    this.#connect = connect;
    this.#log = log;
    this.#emitter.setMaxListeners(0);
  }

  /** `connect` gives a connected client of its own; it is ended by `close`. */
  static async listen(
    connect: () => Promise<Client>,
    log: { warn(what: object, message: string): void },
  ): Promise<Events> {
    const events = new Events(connect, log);
    await events.#open();
    return events;
  }

  async #open(): Promise<void> {
    const client = await this.#connect();
    client.on("notification", ({ payload }) => this.#heard(payload));
    client.on("error", (error) => this.#log.warn({ error }, "the event listener lost its connection"));
    try {
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    client.on("end", () => void this.#reopen());
    this.#client = client;
    // Closed while it was being opened.
    if (this.#closed) await client.end();
  }

  /** Anybody who may write to the database may write to the channel: what is no event is passed over. */
  #heard(payload: string | undefined): void {
    try {
      const event = JSON.parse(payload ?? "") as Event;
      if (typeof event?.topic === "string") this.#emitter.emit(event.topic, event);
    } catch (error) {
      this.#log.warn({ error }, "something that is no event was announced");
    }
  }

  async #reopen(): Promise<void> {
    while (!this.#closed) {
      await new Promise((wait) => setTimeout(wait, 200));
      try {
        if (!this.#closed) await this.#open();
        return;
      } catch (error) {
        this.#log.warn({ error }, "the event listener cannot reconnect yet");
      }
    }
  }

  /** The events of a topic from now on, until the consumer stops. */
  async *of<E extends Event>(topic: string): AsyncGenerator<E> {
    const stop = new AbortController();
    try {
      for await (const [event] of on(this.#emitter, topic, { signal: stop.signal })) yield event as E;
    } finally {
      stop.abort();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#client?.end();
  }
}
