import { Counter } from "prom-client";

/** A counter in no registry yet: the app that shows it puts it into its own. */
export function counter<T extends string>(name: string, help: string, labelNames: T[] = []): Counter<T> {
  return new Counter({ name, help, labelNames, registers: [] });
}
