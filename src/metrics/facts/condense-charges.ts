import type { DayNumber } from "../calendar.js";
import { addAmounts, type FactAmount } from "./amount.js";
import { type ChargeTuple, chargeSize } from "./charges.js";
import type { FactCondenser } from "./fact.js";
import {
  type InvoiceCharges,
  newInvoiceChargesSlot,
  type PackedInvoiceCharges,
  readInvoiceCharges,
  type Uncounted,
} from "./invoice-charges.js";
import { type PackedCurrency, type PackedId, unpackCurrency } from "./packing.js";
import type {
  AccountHead,
  ChargesPart,
  CurrencyTotals,
  InvoiceTotals,
  RunShape,
  SharedCharge,
} from "./subscription-charges.js";

/** Accounts in a part: it is made, and read again, in some milliseconds. */
const accountsPerPart = 1_000;

/**
 * What all invoices charge, put together by subscription. Most invoices charge the same as the one before for the month
 * that follows, so a few runs tell of all of a subscription, and are read in a fraction of the time.
 */
export const subscriptionCharges: FactCondenser = {
  kind: "subscriptionCharges",
  of: "invoiceCharges",
  dataType: "billing-invoices",
  version: 1,
  condense,
};

async function* condense(chunks: AsyncIterable<string>): AsyncGenerator<ChargesPart> {
  const totals = newTotals();
  const accounts = newAccounts();
  const invoice = newInvoiceChargesSlot();
  const read: PackedInvoiceCharges[] = [];
  for await (const text of chunks) {
    const chunk = JSON.parse(text) as PackedInvoiceCharges;
    for (let at = 0; at < chunk.length; at = invoice.next) {
      readInvoiceCharges(chunk, at, invoice);
      totals.add(chunk, invoice);
      if (invoice.uncounted === undefined && invoice.charges > 0) {
        accounts.of(invoice).places.push(read.length * CHUNK_SPAN + at);
      }
    }
    read.push(chunk);
  }
  yield { totals: totals.made() };
  let part: unknown[] = [];
  let count = 0;
  for (const account of accounts.all()) {
    for (const value of packAccount(account, read)) part.push(value);
    if (++count % accountsPerPart > 0) continue;
    yield { accounts: part };
    part = [];
  }
  if (part.length > 0) yield { accounts: part };
}

function newTotals() {
  const voided: string[] = [];
  const byCurrency = new Map<
    CurrencyTotals["currency"],
    {
      currency: CurrencyTotals["currency"];
      invoices: number;
      uncounted: Map<Uncounted, { invoices: number; total: FactAmount }>;
      unpriced: number;
      usage: Map<DayNumber, FactAmount>;
      since: DayNumber | null;
    }
  >();

  function of({ currency }: InvoiceCharges) {
    let found = byCurrency.get(currency);
    if (found === undefined) {
      found = { currency, invoices: 0, uncounted: new Map(), unpriced: 0, usage: new Map(), since: null };
      byCurrency.set(currency, found);
    }
    return found;
  }

  return {
    add(chunk: PackedInvoiceCharges, invoice: InvoiceCharges): void {
      const { uncounted, usage, issued, unpriced, from, charges } = invoice;
      const sums = of(invoice);
      sums.invoices += 1;
      if (uncounted !== undefined) {
        const { invoices, total } = sums.uncounted.get(uncounted) ?? { invoices: 0, total: 0 };
        const currency = unpackCurrency(invoice.currency);
        sums.uncounted.set(uncounted, {
          invoices: invoices + 1,
          total: addAmounts(total, invoice.total, currency),
        });
        if (uncounted === "VoidInvoice" && invoice.id !== undefined) voided.push(invoice.id);
        return;
      }
      sums.unpriced += unpriced;
      if (usage !== 0 && issued !== undefined) {
        const before = sums.usage.get(issued) ?? 0;
        sums.usage.set(issued, addAmounts(before, usage, unpackCurrency(invoice.currency)));
      }
      for (let at = from; at < from + charges * chargeSize; at += chargeSize) {
        const start = chunk[at] as ChargeTuple[0];
        if (sums.since === null || start < sums.since) sums.since = start;
      }
    },
    made: (): InvoiceTotals => ({
      voided,
      byCurrency: [...byCurrency.values()].map(({ uncounted, usage, ...sums }) => ({
        ...sums,
        uncounted: [...uncounted].map(([reason, { invoices, total }]) => [reason, invoices, total] as const),
        usage: [...usage],
      })),
    }),
  };
}

/** The invoices of one subscription; of one customer, where they name no subscription; one that names neither. */
interface Account {
  readonly subscriptionId: PackedId;
  readonly customerId: PackedId;
  readonly currency: PackedCurrency;
  /** Where the invoice names neither: its own. */
  readonly invoiceId: string | undefined;
  /** Of its invoices, as few numbers as will do: there are hundreds of thousands. */
  readonly places: number[];
}

/** Longer than any chunk: a place is the number of its chunk times this, and where it is in it. */
const CHUNK_SPAN = 2 ** 32;

function newAccounts() {
  const all: Account[] = [];
  const byName = new Map<PackedId, Account[]>();

  return {
    all: (): readonly Account[] => all,
    of({ subscriptionId, customerId, currency, id }: InvoiceCharges): Account {
      const name = subscriptionId || (customerId === 0 ? `invoice:${id}` : `customer:${customerId}`);
      const ofName = byName.get(name) ?? [];
      const found = ofName.find(
        (each) =>
          each.subscriptionId === subscriptionId && each.customerId === customerId && each.currency === currency,
      );
      if (found) return found;
      const account = { subscriptionId, customerId, currency, invoiceId: id, places: [] };
      all.push(account);
      byName.set(name, [...ofName, account]);
      return account;
    },
  };
}

function packAccount(account: Account, chunks: readonly PackedInvoiceCharges[]): unknown[] {
  const runs: unknown[] = [];
  for (const { invoices, start, shape, days } of runsOf(account.places, chunks)) {
    runs.push(invoices, start, ...shape);
    for (const each of days) runs.push(each);
  }
  const { subscriptionId, customerId, currency, invoiceId } = account;
  const head: AccountHead = [subscriptionId, customerId, currency, invoiceId ?? 0, runs.length];
  return [...head, ...runs];
}

type Shape = [...RunShape, ...unknown[]];

interface Run {
  invoices: number;
  start: DayNumber;
  /** Of the charges, too. */
  shape: Shape;
  days: number[];
  /** When the next invoice would begin. */
  next: DayNumber;
}

function runsOf(places: readonly number[], chunks: readonly PackedInvoiceCharges[]): Run[] {
  const runs: Run[] = [];
  const invoice = newInvoiceChargesSlot();
  const dated = places.map((place) => {
    const chunk = chunks[Math.floor(place / CHUNK_SPAN)] ?? [];
    const at = place % CHUNK_SPAN;
    readInvoiceCharges(chunk, at, invoice);
    return { chunk, at, start: chunk[invoice.from] as ChargeTuple[0] };
  });
  for (const { chunk, at, start } of dated.sort((a, b) => a.start - b.start)) {
    readInvoiceCharges(chunk, at, invoice);
    const { shape, days } = packInvoice(chunk, invoice, start);
    const last = runs.at(-1);
    const next = start + (days[0] ?? 0);
    if (last !== undefined && last.next === start && isSame(last.shape, shape)) {
      last.invoices += 1;
      last.days.push(...days);
      last.next = next;
    } else runs.push({ invoices: 1, start, shape, days, next });
  }
  return runs;
}

function packInvoice(chunk: PackedInvoiceCharges, invoice: InvoiceCharges, start: DayNumber) {
  const { isAdjustment, issued, discountKeys, charges, from } = invoice;
  const shape: Shape = [
    isAdjustment ? 1 : 0,
    issued === undefined ? null : issued - start,
    discountKeys.length === 0 ? 0 : discountKeys,
    charges,
  ];
  const days: number[] = [];
  for (let at = from; at < from + charges * chargeSize; at += chargeSize) {
    const [begin, length, plan, addOn, discounts, lines] = chunk.slice(at, at + chargeSize) as ChargeTuple;
    shape.push(...([begin - start, plan, addOn, discounts, lines] satisfies SharedCharge));
    days.push(length);
  }
  return { shape, days };
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return (
    one.length === other.length &&
    one.every((value, index) => {
      const against = other[index];
      return value === against || (Array.isArray(value) && Array.isArray(against) && isSame(value, against));
    })
  );
}
