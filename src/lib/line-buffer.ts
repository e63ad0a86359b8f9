/** Where lines end up; `process.stdout` is one. It may keep what it is given: that is never changed afterwards. */
export interface LineSink {
  write(block: Uint8Array): unknown;
}

export interface LineBuffer {
  write(line: string): void;
  /** Writes what has been collected. */
  flush(): void;
  /** Writes what has been collected and collects no more. */
  close(): void;
}

/** UTF-8 takes no more bytes than this for one unit of a JavaScript string. */
const maxUnitBytes = 3;

/**
 * Collects log lines and writes them in blocks, so that a request does not wait for its line to be written: when the next
 * line might not fit into `blockBytes`, else after `maxDelayMs`. Lines are kept as bytes from the beginning: as text
 * thousands of them would outlive every collection of young garbage, and the old generation would grow with them.
 */
export function createLineBuffer(sink: LineSink, { blockBytes = 65_536, maxDelayMs = 200 } = {}): LineBuffer {
  let block = Buffer.allocUnsafeSlow(blockBytes);
  let used = 0;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (used === 0) return;
    const full = block.subarray(0, used);
    block = Buffer.allocUnsafeSlow(blockBytes);
    used = 0;
    sink.write(full);
  }

  return {
    write(line) {
      const atMost = line.length * maxUnitBytes;
      if (used + atMost > blockBytes) flush();
      if (atMost > blockBytes) sink.write(Buffer.from(line));
      else used += block.write(line, used);
      if (isClosed) flush();
      else if (used > 0) timer ??= setTimeout(flush, maxDelayMs).unref();
    },
    flush,
    close() {
      isClosed = true;
      flush();
    },
  };
}
