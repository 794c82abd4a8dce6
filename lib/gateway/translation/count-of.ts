/** A count that a provider sent; 0 for anything else. */
export const countOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
