import { divide, multiply, type Rational, rational } from "../model/money.js";
import type { Cell } from "./metric.js";

const hundred = rational(100n);

/** A part of a whole in percent. The whole must not be zero. */
export const percent = (part: Rational, whole: Rational): Rational => multiply(divide(part, whole), hundred);

export const ofCount = (count: number): Rational => rational(BigInt(count));

/** A cell that says why it is empty. */
export const absent = (reason: string, message: string): Cell => ({ absence: { reason, message } });
