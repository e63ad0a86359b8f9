/** A benchmark: figures measured side by side in one run, each with the bound it must keep. */
export interface Bench {
  name: string;
  run(): Promise<Figure[]>;
}

export interface Figure {
  /** What was measured, in words. */
  label: string;
  value: number;
  unit: "×" | "MB" | "ms" | "requests" | "records" | "s";
  /** The bound, when the figure is judged. */
  atMost?: number;
  atLeast?: number;
  /** How the figure came about, e.g. both sides of a ratio. */
  detail?: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/**
 * Runs the sides in turn, round after round, so that a noisy machine disturbs all of them alike.
 * Returns the median of each side, after some unmeasured rounds: one, or as many as the engine takes to compile the code.
 */
export async function interleave<K extends string>(
  rounds: number,
  sides: Record<K, () => number | Promise<number>>,
  unmeasured = 1,
): Promise<Record<K, number>> {
  const names = Object.keys(sides) as K[];
  const seen = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = 0; round < unmeasured + rounds; round += 1) {
    for (const name of names) {
      const value = await sides[name]();
      if (round >= unmeasured) seen[name].push(value);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(seen[name])])) as Record<K, number>;
}

/** Milliseconds a piece of work takes. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Milliseconds of this process's CPU a piece of work takes: less disturbed by other processes than the clock. */
export function cpuTimed(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function keeps(figure: Figure): boolean {
  return (
    figure.value <= (figure.atMost ?? Number.POSITIVE_INFINITY) &&
    figure.value >= (figure.atLeast ?? Number.NEGATIVE_INFINITY)
  );
}

function line(figure: Figure): string {
  const bound =
    figure.atMost !== undefined
      ? `at most ${figure.atMost}`
      : figure.atLeast !== undefined
        ? `at least ${figure.atLeast}`
        : "";
  const verdict = bound === "" ? "    " : keeps(figure) ? "ok  " : "MISS";
  const value = `${figure.value.toFixed(figure.unit === "requests" || figure.unit === "records" ? 0 : 2)} ${figure.unit}`;
  return `${verdict} ${value.padStart(14)}  ${figure.label}${bound ? ` (${bound})` : ""}${figure.detail ? ` — ${figure.detail}` : ""}`;
}

/** Runs the benchmarks one after another and prints a line a figure. Returns how many bounds were missed. */
export async function runAll(benches: readonly Bench[]): Promise<number> {
  let missed = 0;
  for (const bench of benches) {
    console.log(`\n${bench.name}`);
    for (const figure of await bench.run()) {
      console.log(line(figure));
      if (!keeps(figure)) missed += 1;
    }
  }
  return missed;
}
