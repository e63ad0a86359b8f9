/**
 * Lives one subscription's script through, moment by moment, up to the end of time: every invoice, payment, credit and
 * event in a site comes out of this loop, which is why they agree with each other.
 */
import type { Millis } from "../core/zone.js";
import { begin, type Numbers, type World } from "./begin.js";
import { receivePayment, retryPayments } from "./collect.js";
import { assess, cancel, resume, signUp } from "./lifecycle.js";
import { nextBilling } from "./periods.js";
import { LIVE_STATES, type Run } from "./run.js";
import type { Script } from "./script.js";
import { takeStep } from "./steps.js";

export function simulate(world: World, script: Script, numbers: Numbers): Run {
  const run = begin(world, script, numbers);
  if (script.notStarted !== undefined) {
    run.subscription.state = script.notStarted;
    return run;
  }
  signUp(run);
  liveUntil(run, world.until);
  return run;
}

/** Lets everything happen that is due by then: the script's steps, renewals, retries. */
export function liveUntil(run: Run, until: Millis): void {
  for (;;) {
    const step = run.script.steps[run.stepsTaken];
    const next = nextOccasion(run);
    const at = Math.min(step?.at ?? Number.POSITIVE_INFINITY, next.at);
    if (at > until) break;
    run.clock = Math.max(run.clock, at);
    if (step && step.at <= next.at) {
      run.stepsTaken += 1;
      takeStep(run, step);
    } else {
      next.act(run);
    }
  }
  run.clock = Math.max(run.clock, until);
}

interface Occasion {
  at: Millis;
  act: (run: Run) => void;
}

/** What happens next by itself: a renewal, a retry, a bank transfer, a scheduled cancellation or resumption. */
function nextOccasion(run: Run): Occasion {
  const { subscription, dunning, expectedPayments } = run;
  const occasions: Occasion[] = [];
  const expected = expectedPayments[0];
  if (expected) {
    const receive = () => {
      expectedPayments.shift();
      receivePayment(run, expected.invoice);
    };
    occasions.push({ at: expected.at, act: receive });
  }
  if (dunning) occasions.push({ at: dunning.retryAt, act: retryPayments });
  if (LIVE_STATES.includes(subscription.state)) {
    const { scheduledCancellationAt, cancelAtEndOfPeriod } = subscription;
    if (scheduledCancellationAt !== null && !cancelAtEndOfPeriod) {
      occasions.push({ at: scheduledCancellationAt, act: cancel });
    }
    const billing =
      subscription.expiresAt === null ? nextBilling(run) : earlier(nextBilling(run), subscription.expiresAt);
    if (billing !== null) occasions.push({ at: billing, act: assess });
  }
  if (subscription.state === "on_hold" && subscription.resumesAt !== null) {
    occasions.push({ at: subscription.resumesAt, act: resume });
  }
  let first: Occasion = { at: Number.POSITIVE_INFINITY, act: () => undefined };
  for (const occasion of occasions) if (occasion.at < first.at) first = occasion;
  return first;
}

function earlier(a: Millis | null, b: Millis): Millis {
  return a === null ? b : Math.min(a, b);
}
