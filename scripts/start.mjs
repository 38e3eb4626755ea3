// Builds what changed, then becomes the platform.

import { become } from "./become.mjs";
import { build } from "./build.mjs";

const failed = await build();
if (failed) {
  console.error(failed);
  console.error("The platform could not be built; see above.");
  process.exit(1);
}
become(["--enable-source-maps", "api/dist/main.js", ...process.argv.slice(2)]);
