import { UpstreamError } from "../errors.js";

/**
 * A signal that aborts with `reason` after so many milliseconds, or as soon as `parent` does. Must be disposed of: unlike
 * `AbortSignal.any` and `AbortSignal.timeout`, nothing then stays behind on a parent that lives as long as the process.
 */
export function abortAfter(
  ms: number,
  reason: UpstreamError,
  parent?: AbortSignal,
): { signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const onParent = () =>
    controller.abort(
      parent?.reason instanceof UpstreamError
        ? parent.reason
        : new UpstreamError("aborted", "The request was abandoned"),
    );
  if (parent?.aborted) onParent();
  parent?.addEventListener("abort", onParent, { once: true });
  const timer = setTimeout(() => controller.abort(reason), ms);
  return {
    signal: controller.signal,
    dispose() {
      clearTimeout(timer);
      parent?.removeEventListener("abort", onParent);
    },
  };
}
