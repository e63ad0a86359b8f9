/** What happened in this process, told after it was committed: to drop what is remembered and to stop what is running. */
export interface Changes {
  /** A company or one of its connections was made, changed or deleted. */
  companyChanged(companyId: string): void;
  /** A connection was deleted, linked anew or is no longer linked: a sync of it must stop. */
  connectionChanged(connectionId: string): void;
  recordsChanged(connectionId: string, dataType: string): void;
  /** There may be something new to deliver to webhooks. */
  deliveriesAdded(): void;
  /** Returns a function that stops listening. */
  listen(listener: Partial<Omit<Changes, "listen">>): () => void;
}

export function createChanges(): Changes {
  const listeners = new Set<Partial<Omit<Changes, "listen">>>();
  return {
    companyChanged: (companyId) => {
      for (const listener of listeners) listener.companyChanged?.(companyId);
    },
    connectionChanged: (connectionId) => {
      for (const listener of listeners) listener.connectionChanged?.(connectionId);
    },
    recordsChanged: (connectionId, dataType) => {
      for (const listener of listeners) listener.recordsChanged?.(connectionId, dataType);
    },
    deliveriesAdded: () => {
      for (const listener of listeners) listener.deliveriesAdded?.();
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
