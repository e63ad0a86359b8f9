import { cachedList } from "./cached-list.js";
import { firstSync } from "./first-sync.js";
import { type Bench, runAll } from "./harness.js";
import { invoices } from "./invoices.js";
import { metrics } from "./metrics.js";
import { pipeline } from "./pipeline.js";

const benches: readonly Bench[] = [cachedList, pipeline, firstSync, invoices, metrics];

const wanted = process.argv.slice(2);
const chosen = wanted.length === 0 ? benches : benches.filter(({ name }) => wanted.some((word) => name.includes(word)));
process.exitCode = (await runAll(chosen)) === 0 ? 0 : 1;
