import { type Bench, interleave, timed } from "./harness.js";
import { startLinkedService } from "./linked-service.js";
import { watchMemory } from "./memory.js";

const SUBSCRIPTIONS = 10_000;
const INVOICES_EACH = 10;
const ROUNDS = 15;

/** 100,000 invoices: memory while they are synced for the first time, then pages of 100 with and without a filter. */
export const invoices: Bench = {
  name: `${SUBSCRIPTIONS * INVOICES_EACH} invoices: first sync, filtered and ordered pages`,
  async run() {
    const service = await startLinkedService({ subscriptions: SUBSCRIPTIONS, invoicesPerSubscription: INVOICES_EACH });
    try {
      const memory = watchMemory();
      const { wall } = await service.sync(["billing-invoices"]);
      const grown = memory.stop();

      // Each page is another one, so that none comes from the response cache.
      let page = 0;
      const read = (parameters: string) => async () => {
        page += 1;
        const path = `${service.company}/invoices?pageSize=100&page=${page % 20}1&${parameters}`;
        return timed(() => service.call("GET", path));
      };
      const filtered = (query: string, orderBy: string) =>
        read(`orderBy=${orderBy}&query=${encodeURIComponent(query)}`);
      const { plain, ...others } = await interleave(ROUNDS, {
        plain: read("orderBy=-issueDate"),
        status: filtered("status=Paid", "-issueDate"),
        amount: filtered("totalAmount>10 && status!=Void", "-totalAmount"),
        grouped: filtered("{totalAmount>100 || totalAmount<50} && status!=Open", "-issueDate"),
        date: filtered("issueDate>=2026-01-01", "issueDate"),
        changed: filtered("modifiedDate>=2026-01-01 && metadata.isDeleted!=true", "-issueDate"),
        due: filtered("amountDue>0", "-issueDate"),
        "nothing due": filtered("amountDue>=0", "-amountDue"),
        "text contained": filtered("memo~BUSINESS", "-paidDate"),
        "name contained": filtered("customerRef.name~company 1", "-dueDate"),
        "order of text": filtered("subTotal>0", "invoiceNumber"),
        "order alone": read("orderBy=-subTotal"),
        "five properties": filtered(
          "currency=USD && taxAmount>=0 && creditAmount=0 && collectionMethod=Automatic && dueDate>2020-01-01",
          "-createdDate",
        ),
        "any of five texts": filtered(
          "memo~x1 || memo~x2 || customerRef.name~x3 || sourceStatus~x4 || invoiceNumber~1",
          "-sourceModifiedDate",
        ),
      });
      return [
        {
          label: "memory grown during the first sync",
          value: grown,
          unit: "MB",
          atMost: 150,
          detail: `${(wall / 1000).toFixed(1)} s`,
        },
        ...Object.entries(others).map(([name, ms]) => ({
          label: `page of 100 by ${name}, count included ÷ the unfiltered page`,
          value: ms / plain,
          unit: "×" as const,
          atMost: 5,
          detail: `${ms.toFixed(1)} ms against ${plain.toFixed(1)} ms`,
        })),
      ];
    } finally {
      await service.stop();
    }
  },
};
