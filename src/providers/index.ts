import { createMaxioProvider, type MaxioOptions } from "./maxio/index.js";
import type { Provider } from "./provider.js";

export interface ProviderOptions {
  maxio: MaxioOptions;
}

/** Every provider there is, by its platform key. */
export interface Providers {
  readonly byKey: ReadonlyMap<string, Provider>;
  /** Breaks off what is in flight. */
  close(): Promise<void>;
}

export function createProviders(options: ProviderOptions): Providers {
  const providers = [createMaxioProvider(options.maxio)];
  return {
    byKey: new Map(providers.map((provider) => [provider.key, provider])),
    async close() {
      await Promise.all(providers.map((provider) => provider.close()));
    },
  };
}
