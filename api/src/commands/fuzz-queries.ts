import { fuzzCommand } from "../testing/fuzz.ts";
import { queryFuzzer } from "../testing/query-fuzzer.ts";

/** `npm run fuzz -- queries`: generated documents, valid and spoiled, with any values; each gets an answer and none breaks anything. */
await fuzzCommand("queries", 5_000, queryFuzzer);
