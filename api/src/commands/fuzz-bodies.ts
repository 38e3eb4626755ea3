import { bodyFuzzer } from "../testing/body-fuzzer.ts";
import { fuzzCommand } from "../testing/fuzz.ts";

/** `npm run fuzz -- bodies`: spoiled HTTP bodies, headers and encodings. */
await fuzzCommand("bodies", 20_000, bodyFuzzer);
