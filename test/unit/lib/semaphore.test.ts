import { describe, expect, it } from "vitest";
import { createSemaphore } from "../../../src/lib/semaphore.js";

const never = () => new AbortController().signal;

describe("semaphore", () => {
  it("lets in one after the other, in order of arrival", async () => {
    const semaphore = createSemaphore(1);
    const order: number[] = [];
    const first = await semaphore.acquire(never());
    const others = [1, 2, 3].map(async (number) => {
      const release = await semaphore.acquire(never());
      order.push(number);
      release();
    });
    expect(order).toEqual([]);
    first();
    await Promise.all(others);
    expect(order).toEqual([1, 2, 3]);
  });

  it("never lets in more than its slots", async () => {
    const semaphore = createSemaphore(3);
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const release = await semaphore.acquire(never());
        most = Math.max(most, ++inside);
        await Promise.resolve();
        inside--;
        release();
      }),
    );
    expect(most).toBe(3);
  });

  it("counts a slot given back twice once", async () => {
    const semaphore = createSemaphore(1);
    const release = await semaphore.acquire(never());
    release();
    release();
    await semaphore.acquire(never());
    let entered = false;
    semaphore.acquire(never()).then(() => {
      entered = true;
    });
    await Promise.resolve();
    await Promise.resolve();
    expect(entered).toBe(false);
  });

  it("forgets who gave up while waiting", async () => {
    const semaphore = createSemaphore(1);
    const release = await semaphore.acquire(never());
    const impatient = new AbortController();
    const waiting = semaphore.acquire(impatient.signal);
    const patient = semaphore.acquire(never());
    impatient.abort(new Error("gave up"));
    await expect(waiting).rejects.toThrow("gave up");
    release();
    (await patient)();
    await expect(semaphore.acquire(impatient.signal)).rejects.toThrow("gave up");
    (await semaphore.acquire(never()))();
  });
});
