/** A text that a provider sent; empty for anything else. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
