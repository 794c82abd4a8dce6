import type { SandboxStep } from './sandbox-step.ts';

/** What an answer of the sandbox comes to, without its pauses; one that breaks off or falls silent has status 500. */
export function collectSteps(steps: Iterable<SandboxStep>): { readonly status: number; readonly body: Buffer } {
  const chunks: Buffer[] = [];
  let status = 500;
  for (const step of steps) {
    if (step.act === 'head') status = step.status;
    if (step.act === 'data') chunks.push(step.bytes);
    if (step.act === 'break' || step.act === 'hang') return { status: 500, body: Buffer.from('{}') };
  }
  return { status, body: Buffer.concat(chunks) };
}
