import type { SubscriptionMetric } from "./metric.js";

/**
 * A metric's description in the OpenAPI document: what it answers, and each component's definition, unit, kind and
 * source.
 */
export function describeMetric({ summary, components, needs, uses }: SubscriptionMetric): string {
  const rows = components.map(({ name, definition, unit, kind, source }) =>
    [name, definition, unit, kind, source].map((text) => text.replaceAll("|", "\\|")).join(" | "),
  );
  return [
    summary,
    "",
    "| component | definition | unit | level or flow | source |",
    "| --- | --- | --- | --- | --- |",
    ...rows.map((row) => `| ${row} |`),
    "",
    `Needs ${needs.join(", ")}; made better by ${uses.join(", ")}.`,
  ].join("\n");
}
