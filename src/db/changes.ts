/** What happened in this process, told after it was committed: to drop what is remembered and to stop what is running. */
export interface Changes {
  /** A company or one of its connections was made, changed or deleted. */
  companyChanged(companyId: string): void;
  /** A connection was deleted, linked anew or is no longer linked: a sync of it must stop. */
  connectionChanged(connectionId: string): void;
  recordsChanged(connectionId: string, dataType: string): void;
  /** A sync began, went on or ended. */
  datasetChanged(connectionId: string, dataType: string): void;
  /** There may be something new to deliver to webhooks. */
  deliveriesAdded(): void;
  /** Returns a function that stops listening. */
  listen(listener: Partial<Listener>): () => void;
  /** How many changes there were since the start: while it stays the same, whatever was looked up in between still holds. */
  count(): number;
}

type Listener = Omit<Changes, "listen" | "count">;

export function createChanges(): Changes {
  const listeners = new Set<Partial<Listener>>();
  let count = 0;
  const tell = (call: (listener: Partial<Listener>) => void) => {
    count += 1;
    for (const listener of listeners) call(listener);
  };
  return {
    companyChanged: (companyId) => tell((listener) => listener.companyChanged?.(companyId)),
    connectionChanged: (connectionId) => tell((listener) => listener.connectionChanged?.(connectionId)),
    recordsChanged: (connectionId, dataType) => tell((listener) => listener.recordsChanged?.(connectionId, dataType)),
    datasetChanged: (connectionId, dataType) => tell((listener) => listener.datasetChanged?.(connectionId, dataType)),
    deliveriesAdded: () => tell((listener) => listener.deliveriesAdded?.()),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    count: () => count,
  };
}
