/** A text as JSON, or what is wrong with it in words. */
export function readJson(text: string): { readonly value: unknown; readonly fault?: undefined } | { readonly fault: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { fault: error instanceof Error ? `Not JSON: ${error.message}` : 'Not JSON' };
  }
}

/** Faults of fields as lines a person reads, each with its place. */
export const faultText = (problem: {
  readonly detail: string;
  readonly errors?: readonly { readonly pointer?: string; readonly detail: string }[] | undefined;
}): string =>
  problem.errors === undefined || problem.errors.length === 0
    ? problem.detail
    : problem.errors.map(({ pointer, detail }) => (pointer === undefined ? detail : `${pointer}: ${detail}`)).join('\n');
