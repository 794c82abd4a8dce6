/** One thing the sandbox does: after a pause it sends bytes, breaks the connection, or falls silent for good. */
export type SandboxStep =
  | { readonly afterMs: number; readonly act: 'head'; readonly status: number; readonly headers: Readonly<Record<string, string>> }
  | { readonly afterMs: number; readonly act: 'data'; readonly bytes: Buffer }
  | { readonly afterMs: number; readonly act: 'end' | 'break' | 'hang' };

/** A whole answer or a refusal, in one piece. */
export function wholeSteps(
  status: number,
  bytes: Buffer,
  headers: Readonly<Record<string, string>> = {},
  afterMs = 0,
): readonly SandboxStep[] {
  return [
    { afterMs, act: 'head', status, headers: { 'content-type': 'application/json', ...headers } },
    { afterMs: 0, act: 'data', bytes },
    { afterMs: 0, act: 'end' },
  ];
}
