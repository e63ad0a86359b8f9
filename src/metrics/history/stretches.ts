import type { DayNumber } from "../calendar.js";

/** Something that lasts from one day to the day before another. */
interface Lasting {
  readonly from: DayNumber;
  readonly to: DayNumber;
}

/** Days over which the same is charged, and the same changes it. */
export interface Stretch<C, A> extends Lasting {
  readonly charged: readonly C[];
  readonly changing: readonly A[];
}

/** From the first day on which anything begins to the last on which anything has ended, ascending. */
export function stretchesOf<C extends Lasting, A extends Lasting>(
  charged: readonly C[],
  changing: readonly A[],
): Stretch<C, A>[] {
  const days: DayNumber[] = [];
  for (const each of charged) putEdges(days, each);
  for (const each of changing) putEdges(days, each);
  const [chargedOn, changingOn] = [coveringEach(days, charged), coveringEach(days, changing)];
  const stretches: Stretch<C, A>[] = [];
  for (const [i, from] of days.entries()) {
    const to = days[i + 1];
    if (to === undefined) break;
    stretches.push({ from, to, charged: chargedOn[i] ?? none, changing: changingOn[i] ?? none });
  }
  return stretches;
}

const none: readonly never[] = [];

/** Adds to days, which ascend, those on which something begins and has ended. */
function putEdges(days: DayNumber[], { from, to }: Lasting): void {
  putDay(days, from);
  putDay(days, to);
}

function putDay(days: DayNumber[], day: DayNumber): void {
  const place = placeOf(day, days);
  if (days[place] !== day) days.splice(place, 0, day);
}

/** Where a day is among others, which ascend. */
function placeOf(day: DayNumber, days: readonly DayNumber[]): number {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] ?? day) < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What runs on each of the days, which ascend and hold every start: a look at each of it for each day would be slow. */
function coveringEach<T extends Lasting>(days: readonly DayNumber[], running: readonly T[]): (T[] | undefined)[] {
  const covering = new Array<T[] | undefined>(days.length).fill(undefined);
  for (const each of running) {
    for (let i = placeOf(each.from, days); (days[i] ?? each.to) < each.to; i++) {
      const there = covering[i];
      if (there === undefined) covering[i] = [each];
      else there.push(each);
    }
  }
  return covering;
}
