import { type AuditReport, verifyExport } from '#scripts/verify-audit.mjs';

/** Chunks of an answer; not every browser can iterate over a stream. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/**
 * Verifies the whole log here, with the same code that auditors run offline: the server only hands over the entries.
 * Throws where the export cannot be had.
 */
export async function verifyInBrowser(
  keys: readonly string[],
  checkpoints: readonly string[],
  onProgress: (entries: number) => void,
): Promise<AuditReport> {
  const answer = await fetch('/api/v1/audit-logs/export?format=ndjson');
  if (!answer.ok || answer.body === null) throw new Error(`The export answered with status ${answer.status}.`);
  let told = 0;
  return verifyExport(chunksOf(answer.body), {
    keys,
    checkpoints,
    onEntry: (entries) => {
      if (entries - told < 500) return;
      told = entries;
      onProgress(entries);
    },
  });
}
