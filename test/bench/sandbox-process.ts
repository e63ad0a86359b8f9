import { startSandbox } from "../../src/sandbox/index.js";

/**
 * A sandbox with one generated site, as a process of its own so that its work is not measured with ours.
 * Arguments: subscriptions, invoices per subscription, latency in ms. Tells its address first, then on every message
 * what was asked since the one before.
 */
const [subscriptions = 0, invoicesPerSubscription = 0, latencyMs = 0] = process.argv.slice(2).map(Number);
const sandbox = await startSandbox({
  latencyMs,
  sites: [{ subdomain: "generated", apiKey: "bench-key", subscriptions, invoicesPerSubscription }],
});
process.send?.({ maxioBaseUrl: sandbox.maxioBaseUrl });
process.on("message", () => {
  process.send?.({ requests: sandbox.requests.map(({ endpoint = "", at }) => ({ endpoint, at: at.getTime() })) });
  sandbox.clearRequests();
});
process.on("disconnect", () => void sandbox.close().then(() => process.exit()));
