import { LRUCache } from "lru-cache";

/** Longer texts are not worth remembering: callers page, poll and refresh dashboards with short ones. */
const longest = 300;

/**
 * Makes a reader of a request's parameters that reads each text of a query once, and remembers what it means for the `max`
 * texts that were asked for last.
 */
export function readOnce<T extends object>(
  max: number,
  read: (parameters: unknown) => T,
): (url: string, parameters: unknown) => T {
  const known = new LRUCache<string, T>({ max });
  return (url, parameters) => {
    const start = url.indexOf("?");
    const text = start < 0 ? "" : url.slice(start);
    const remembered = known.get(text);
    if (remembered) return remembered;
    const understood = read(parameters);
    if (text.length <= longest) known.set(text, understood);
    return understood;
  };
}
