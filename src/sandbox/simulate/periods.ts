/** Billing periods: what is charged when one begins, and when the next one does. */
import { bracketsIn } from "../core/price.js";
import type { InvoiceLine } from "../core/records/documents.js";
import { collect, startDunning } from "./collect.js";
import { issueInvoice } from "./invoice.js";
import { componentLine, planLine } from "./lines.js";
import { advance, anchorAt, type BillingItem, type ComponentItem, items, type Run, title, touch } from "./run.js";

const inArrears = (item: ComponentItem) =>
  item.component.kind === "metered_component" || item.component.kind === "event_based_component";

/** Charges in advance for the periods that begin now, and in arrears for the usage of those that ended. */
export function billItems(run: Run, due: BillingItem[]): InvoiceLine[] {
  const lines: (InvoiceLine | undefined)[] = [];
  if (run.plan && due.includes(run.plan)) {
    advance(run, run.plan);
    lines.push(planLine(run, run.plan));
  }
  for (const item of run.components) {
    if (!due.includes(item)) continue;
    const ended = { from: item.from, to: item.to };
    if (inArrears(item)) {
      lines.push(arrearsLine(run, item, ended));
      advance(run, item);
    } else {
      lines.push(...prepaidOverage(run, item, ended));
      advance(run, item);
      if (item.component.recurring || !item.wasCharged) lines.push(componentLine(run, item, item.row.allocated));
      item.wasCharged = true;
    }
  }
  return lines.filter((entry) => entry !== undefined);
}

/** Usage since the last bill; the meter starts again at zero. */
function arrearsLine(run: Run, item: ComponentItem, period: { from: number; to: number }): InvoiceLine | undefined {
  const used = item.row.unitBalance;
  if (used === 0) return undefined;
  item.row.unitBalance = 0;
  item.row.updatedAt = run.clock;
  return componentLine(run, item, used, period);
}

/** Units used beyond a prepaid allocation are charged in arrears; a new period starts with a full balance. */
function prepaidOverage(run: Run, item: ComponentItem, ended: { from: number; to: number }): InvoiceLine[] {
  if (item.component.kind !== "prepaid_usage_component") return [];
  const over = Math.max(0, -item.row.unitBalance);
  item.row.unitBalance = item.row.allocated;
  const { overage } = item.pricePoint;
  if (over === 0 || !overage) return [];
  const priced = { ...item.pricePoint, scheme: overage.scheme, brackets: overage.brackets };
  const terms = { scheme: overage.scheme, brackets: bracketsIn(run.site, priced, run.subscription.currency) };
  const charged = componentLine(run, item, over, ended, terms);
  return charged ? [charged] : [];
}

/** The subscription's own period follows its product, or its first component when it has none. */
export function showPeriod(run: Run): void {
  const leading = run.plan ?? run.components[0];
  const { subscription } = run;
  subscription.periodStartedAt = leading?.from ?? null;
  subscription.periodEndsAt = leading?.to ?? null;
  subscription.nextAssessmentAt = nextBilling(run);
  touch(run);
}

/** When the next thing is billed. */
export function nextBilling(run: Run): number | null {
  const ends = items(run).map((item) => item.to);
  return ends.length === 0 ? null : Math.min(...ends);
}

export function charge(run: Run, role: string, lines: InvoiceLine[]): boolean {
  if (lines.length === 0) return true;
  return collect(run, issueInvoice(run, role, lines), `${title(run)}: ${role} payment`);
}

/** Everything is billed anew from this moment on. */
export function startNewPeriod(run: Run, role: string): void {
  const usage = run.components
    .filter(inArrears)
    .map((item) => arrearsLine(run, item, { from: item.from, to: run.clock }));
  for (const item of items(run)) anchorAt(item, run.clock);
  const lines = [...billItems(run, items(run)), ...usage.filter((entry) => entry !== undefined)];
  run.billedAnewAt = run.clock;
  const paid = charge(run, role, lines);
  showPeriod(run);
  if (!paid) startDunning(run);
}
