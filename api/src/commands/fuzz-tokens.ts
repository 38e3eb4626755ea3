import { fuzzCommand } from "../testing/fuzz.ts";
import { tokenFuzzer } from "../testing/token-fuzzer.ts";

/** `npm run fuzz -- tokens`: tokens and proofs that differ from genuine ones in one thing each; none may be let in. */
await fuzzCommand("tokens", 20_000, tokenFuzzer);
