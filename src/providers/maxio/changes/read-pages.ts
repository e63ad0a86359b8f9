import type { SourcePage } from "../../provider.js";
import type { MaxioList } from "../list.js";
import type { Ask } from "../pager.js";
import type { WireList } from "../wire/index.js";

/** Reads a list of a site, or what is made of one by changing its definition. */
export type ReadPages = (list: MaxioList, wire: WireList, options: ReadingOptions) => AsyncGenerator<SourcePage>;

interface ReadingOptions {
  since?: string | undefined;
  resume?: string | undefined;
  signal?: AbortSignal | undefined;
  ask?: Ask | undefined;
}
