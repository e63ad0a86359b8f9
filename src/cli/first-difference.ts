/** Where two JSON values first differ, as a JSON pointer; undefined when they are the same. */
export function firstDifference(a: unknown, b: unknown, pointer = ""): string | undefined {
  if (Object.is(a, b)) return undefined;
  if (
    typeof a !== "object" ||
    typeof b !== "object" ||
    a === null ||
    b === null ||
    Array.isArray(a) !== Array.isArray(b)
  ) {
    return pointer || "/";
  }
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const difference = firstDifference(
      left[key],
      right[key],
      `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`,
    );
    if (difference !== undefined) return difference;
  }
  return undefined;
}
