/** Where lines end up; `process.stdout` is one. */
export interface LineSink {
  write(text: string): unknown;
}

export interface LineBuffer {
  write(line: string): void;
  /** Writes what has been collected. */
  flush(): void;
  /** Writes what has been collected and collects no more. */
  close(): void;
}

/**
 * Collects log lines and writes them in blocks, so that a request does not wait for its line to be written: when
 * `maxLength` characters have come together, else after `maxDelayMs`.
 */
export function createLineBuffer(sink: LineSink, { maxLength = 16_384, maxDelayMs = 200 } = {}): LineBuffer {
  let lines: string[] = [];
  let length = 0;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (lines.length === 0) return;
    const block = lines.join("");
    lines = [];
    length = 0;
    sink.write(block);
  }

  return {
    write(line) {
      lines.push(line);
      length += line.length;
      if (isClosed || length >= maxLength) flush();
      else timer ??= setTimeout(flush, maxDelayMs).unref();
    },
    flush,
    close() {
      isClosed = true;
      flush();
    },
  };
}
