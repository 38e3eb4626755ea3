import { StartupError } from "../config.ts";
import { preparePlace } from "./place.ts";
import { runningPid } from "./postmaster.ts";
import { urlOf } from "./server.ts";

/** The embedded server that another process of this platform looks after, as the owner. Throws when none runs. */
export async function runningServer(dataDir: string): Promise<string> {
  const place = preparePlace(dataDir, () => undefined);
  if (runningPid(place.data) === undefined)
    throw new StartupError(
      "A process that serves one subgraph joins a running platform, and none runs here. Start it first (npm start), or set DATABASE_URL.",
    );
  return urlOf(place);
}
