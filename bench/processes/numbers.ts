/** A numeric environment variable with a fallback, for the benchmark's own processes. */
export const numberFrom = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);

/** Tells the parent the port that a server listens on, in the words that the product's own processes use. */
export function tellPort(address: string | { readonly port: number } | null): void {
  process.send?.({ type: 'ready', port: typeof address === 'object' && address !== null ? address.port : 0 });
}
