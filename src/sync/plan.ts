import type { Derivation, Join, ListSpec, Provider } from "../providers/provider.js";
import type { Projections } from "./projections.js";

/** What a provider's lists, derivations and projections mean for each data type. Pure. */
export interface Plan {
  /** Every data type the provider's data can become. */
  readonly dataTypes: readonly string[];
  /** In the order they are read. */
  readonly lists: readonly ListSpec[];
  /** The lists whose items are the roots of any record. */
  readonly roots: readonly string[];
  readonly projections: Projections;
  supports(dataType: string): boolean;
  /** The lists a data type is complete with, in the order they are read. */
  listsOf(dataType: string): readonly ListSpec[];
  /** The lists whose items are the roots of its records. */
  rootsOf(dataType: string): readonly string[];
  /** The derivations whose roots are the items of a list. */
  derivationsOf(list: string): readonly Derivation[];
  /** Where a list is joined: which roots an item of it may touch. */
  joinsOn(list: string): readonly { root: string; join: Join }[];
}

export function planOf({ lists, derivations }: Provider, projections: Projections): Plan {
  const produced = new Set<string>(derivations.flatMap((derivation) => derivation.produces));
  const sourcesOf = (dataType: string): readonly string[] =>
    produced.has(dataType) ? [dataType] : projections.sourcesOf(dataType).filter((source) => produced.has(source));
  const projected = projections.dataTypes.filter((dataType) => sourcesOf(dataType).length > 0);

  const rootsOf = remember((dataType) => {
    const sources = sourcesOf(dataType);
    const roots = derivations.filter(({ produces }) => produces.some((type) => sources.includes(type)));
    return [...new Set(roots.map(({ root }) => root))];
  });
  const listsOf = remember((dataType) => {
    const sources = sourcesOf(dataType);
    const roots = rootsOf(dataType);
    return lists.filter(
      ({ name, neededBy }) => roots.includes(name) || neededBy.some((type) => sources.includes(type)),
    );
  });
  const dataTypes = [...produced, ...projected];
  return {
    dataTypes,
    lists,
    roots: [...new Set(derivations.map(({ root }) => root))],
    projections,
    supports: (dataType) => dataTypes.includes(dataType),
    listsOf,
    rootsOf,
    derivationsOf: remember((list) => derivations.filter(({ root }) => root === list)),
    joinsOn: remember((list) =>
      derivations.flatMap(({ root, joins }) =>
        joins.filter((join) => join.list === list).map((join) => ({ root, join })),
      ),
    ),
  };
}

function remember<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = compute(key);
      known.set(key, value);
    }
    return value;
  };
}
