import { type DestinationStream, type Logger, type LoggerOptions, pino } from "pino";
import { withoutValues } from "./log-values.ts";

/**
 * The platform's log. Whatever is handed to it goes through `withoutValues` first, so that no confidential value is
 * written down, whoever forgot to leave it out.
 */
export function openLog(
  level: LoggerOptions["level"],
  destination?: DestinationStream | NodeJS.WritableStream,
): Logger {
  const options: LoggerOptions = {
    level: level ?? "info",
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { log: (details) => withoutValues(details) as Record<string, unknown> },
    serializers: { err: (error: unknown) => error },
    hooks: {
      logMethod([details, message], method) {
        if (details instanceof Error) method.apply(this, [{ err: details }, message ?? "failed"] as never);
        else method.apply(this, [details, message] as never);
      },
    },
  };
  return destination ? pino(options, destination as DestinationStream) : pino(options);
}
