/** The order of texts by their code units: the same in every locale. For `sort`. */
export const inTextOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
