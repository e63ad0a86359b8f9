/**
 * The elements of an async iterable, the next one being asked for while the current one is worked on. Leaving the loop
 * early runs `stop` first: an iterator that waits for its source only ends when it is told so another way.
 */
export async function* prefetched<T>(source: AsyncIterable<T>, stop: () => void): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  let next = iterator.next();
  let isDone = false;
  try {
    for (;;) {
      const result = await next;
      if (result.done) {
        isDone = true;
        return;
      }
      next = iterator.next();
      // It is awaited above; this only keeps a failure that arrives meanwhile from counting as unhandled.
      next.catch(() => {});
      yield result.value;
    }
  } catch (error) {
    isDone = true;
    throw error;
  } finally {
    if (!isDone) {
      stop();
      await iterator.return?.()?.catch(() => {});
    }
  }
}
