import { currencyExponent } from "../../model/currency.js";
import type { ReconciliationLine } from "../../model/metrics/report-parts.js";
import { type Rational, sign, subtract, toNumber, zero } from "../../model/money.js";
import { inTextOrder } from "../../model/text-order.js";
import { readAmount } from "../facts/amount.js";
import type { PackedSourceMrr } from "../facts/catalog.js";
import type { CustomerHistory } from "../history/customers.js";
import { collectEvidence } from "../history/evidence.js";
import { historyTypes, readLedger } from "../history/ledger.js";
import { countedNet } from "../history/levels.js";
import { factsOfKind, type MetricInput } from "../input.js";
import type { ComponentSpec, SubscriptionMetric } from "../metric.js";
import { customerNames } from "../names.js";
import { invoiceCause, invoiceCauses, sourceCause, sourceCauses } from "../reconciliation/causes.js";
import { isMatch, newComparison } from "../reconciliation/comparison.js";
import { buildReport } from "../report.js";
import { newTally } from "../tally.js";
import { visitCustomers } from "./visit-customers.js";

type Against = ReconciliationLine["against"];

/** The components that are the other side's total, and what agrees with it. */
const totals: Readonly<Record<Against, string>> = { Source: "Source MRR", Invoices: "Invoice MRR" };
const matches: Readonly<Record<Against, string>> = {
  Source: "Source match by count",
  Invoices: "Invoice match by count",
};

const monthly = { unit: "currency per month", kind: "level" } as const;
const match = { unit: "percent", kind: "level", source: "matching subscriptions and amounts" } as const;

const causeSpecs = (against: Against, causes: Readonly<Record<string, string>>): ComponentSpec[] =>
  Object.entries(causes).map(([cause, meaning]) => ({
    name: `${against}: ${cause}`,
    ...monthly,
    definition: `${meaning} Ours minus theirs.`,
    source: "compared subscription by subscription",
  }));

const specs: ComponentSpec[] = [
  { name: "MRR", ...monthly, definition: "Net MRR today, by the convention asked for.", source: "subscriptions" },
  {
    name: totals.Source,
    ...monthly,
    definition: "What the source itself says, without usage.",
    source: "billing-sourceRevenue: Maxio /subscriptions_mrr.json (deprecated), plan breakout",
  },
  {
    name: matches.Source,
    ...match,
    definition: "Subscriptions that agree to within one minor unit ÷ subscriptions that either side counts.",
  },
  {
    name: "Source match by amount",
    ...match,
    definition: "1 − the sum of differences, whichever way, ÷ the sum of the larger figures.",
  },
  ...causeSpecs("Source", sourceCauses),
  {
    name: totals.Invoices,
    ...monthly,
    definition: "What the last recurring charges of the subscriptions counted come to per month.",
    source: "invoice lines",
  },
  { name: matches.Invoices, ...match, definition: "As by count above, against invoices." },
  { name: "Invoice match by amount", ...match, definition: "As by amount above, against invoices." },
  ...causeSpecs("Invoices", invoiceCauses),
];

export const reconciliation: SubscriptionMetric = {
  name: "reconciliation",
  displayName: "Reconciliation",
  summary:
    "Our recurring revenue today against the source's own and against its invoices, subscription by subscription, each difference with its cause. It is of the date of the data: the periods asked for play no part.",
  measures: ["value", "count", "percentage"],
  components: specs,
  isOfPresent: true,
  needs: ["billing-subscriptions"],
  uses: [...historyTypes, "billing-customers", "billing-sourceRevenue"],
  async compute(input, trace) {
    const ledger = await readLedger(input);
    const periods = [{ start: ledger.today - 1, end: ledger.today }];
    const collected = collectEvidence(ledger, periods);
    const source = await readSource(input, ledger.currency);
    const names = input.parameters.includeDisplayNames ? await customerNames(input) : undefined;
    const comparisons = { Source: newComparison(), Invoices: newComparison() };
    const ours = newTally();
    let counted = 0;
    const lines: ReconciliationLine[] = [];

    function compareOne(
      against: Against,
      id: string,
      customerId: string | undefined,
      a: Rational,
      b: Rational,
      cause: string,
    ) {
      comparisons[against].add(a, b, cause);
      const difference = subtract(a, b);
      const part = { customerId: customerId ?? "", subscriptionId: id, before: b, after: a };
      trace?.(0, totals[against], { ...part, amount: b });
      if (isMatch(difference, cause)) trace?.(0, matches[against], { ...part, amount: a });
      if (sign(difference) === 0) return;
      const line = lineOf(against, id, customerId, [a, b, difference], cause, ledger.currency, names);
      if (line.ours !== line.theirs) lines.push(line);
      trace?.(0, `${against}: ${cause}`, { ...part, amount: difference });
    }

    function visit(customer: CustomerHistory): void {
      for (const history of customer.subscriptions) {
        const net = countedNet(history.spans.at(-1));
        if (sign(net) !== 0) {
          ours.add(net);
          counted += 1;
          trace?.(0, "MRR", { customerId: customer.id, subscriptionId: history.id, amount: net });
          const charged = history.charged.spans.findLast(({ from }) => from <= ledger.today)?.price;
          const cause = invoiceCause(history, net, charged, ledger);
          compareOne("Invoices", history.id, customer.id, net, charged?.net ?? zero, cause);
        }
        if ("missing" in source) continue;
        const theirs = source.figures.get(history.id);
        source.figures.delete(history.id);
        const cause = sourceCause(history, net, theirs, ledger);
        if (sign(net) !== 0 || sign(theirs ?? zero) !== 0) {
          compareOne("Source", history.id, customer.id, net, theirs ?? zero, cause);
        }
      }
    }

    await visitCustomers(ledger, input, collected, { visit });
    for (const [id, theirs] of "figures" in source ? source.figures : []) {
      if (sign(theirs) === 0) continue;
      const isElsewhere = ledger.elsewhere.has(id);
      const cause = isElsewhere ? "OtherCurrency" : "OnlyAtSource";
      compareOne("Source", id, ledger.elsewhere.get(id), zero, theirs, cause);
    }
    lines.sort((a, b) => inTextOrder(a.against, b.against) || inTextOrder(a.subscriptionRef.id, b.subscriptionRef.id));
    const cells = [
      { value: ours.total(), count: counted },
      ...comparisons.Source.cells("missing" in source ? source.missing : undefined, Object.keys(sourceCauses)),
      ...comparisons.Invoices.cells(
        ledger.chargedSince === undefined ? whyMissing(input, "billing-invoices") : undefined,
        Object.keys(invoiceCauses),
      ),
    ];
    return buildReport(reconciliation, input, ledger.currency, periods, [cells], {
      ...collected.evidence(),
      differences: lines,
    });
  },
};

/** The source's own figures without usage, by subscription, in the currency of the report; or why there are none. */
async function readSource(
  input: MetricInput,
  currency: string,
): Promise<{ figures: Map<string, Rational> } | { missing: string }> {
  const figures = new Map<string, Rational>();
  const others = new Set<string>();
  for await (const chunk of factsOfKind<PackedSourceMrr>(input, "sourceMrr")) {
    for (const [id, theirCurrency, mrr] of chunk) {
      if (theirCurrency === currency) figures.set(id, readAmount(mrr, currency));
      else others.add(theirCurrency);
    }
  }
  if (figures.size > 0) return { figures };
  if (others.size > 0) return { missing: `The source states its figures in ${[...others].sort().join()} only.` };
  return { missing: whyMissing(input, "billing-sourceRevenue") };
}

function whyMissing({ notes = [] }: MetricInput, dataType: string): string {
  const note = notes.find(({ details }) => details?.["dataTypes"]?.includes(dataType));
  return note?.message ?? `There is no ${dataType} to compare with.`;
}

function lineOf(
  against: Against,
  id: string,
  customerId: string | undefined,
  amounts: readonly [Rational, Rational, Rational],
  cause: string,
  currency: string,
  names: ReadonlyMap<string, string> | undefined,
): ReconciliationLine {
  const [ours = 0, theirs = 0, difference = 0] = amounts.map(
    (amount) => toNumber(amount, currencyExponent(currency)) ?? 0,
  );
  const name = names?.get(customerId ?? "");
  const customerRef =
    customerId === undefined ? {} : { customerRef: { id: customerId, ...(name === undefined ? {} : { name }) } };
  return { against, subscriptionRef: { id }, ...customerRef, ours, theirs, difference, cause };
}
