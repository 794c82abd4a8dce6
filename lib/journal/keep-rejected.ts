import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '#lib/core/logger.ts';
import { canonicalEvent } from '#lib/usage/event-digest.ts';
import type { RejectedEvent } from '#lib/usage/post-isolating.ts';

/**
 * Appends events that the database refuses to `rejected.ndjson` in the journal's root, one a line in their canonical form
 * with the refusal, and says so as an error. They no longer hold up the journal, and are not lost: an operator decides.
 */
export async function keepRejected(root: string, rejected: readonly RejectedEvent[], logger: Logger): Promise<void> {
  if (rejected.length === 0) return;
  const path = join(root, 'rejected.ndjson');
  const lines = rejected.map(({ event, error }) => {
    const because = JSON.stringify(error instanceof Error ? error.message : String(error));
    return `{"because":${because},"event":${canonicalEvent(event)}}\n`;
  });
  const file = await open(path, 'a', 0o600);
  try {
    await file.appendFile(lines.join(''));
    await file.sync();
  } finally {
    await file.close();
  }
  for (const { event, error } of rejected) logger.error({ callId: event.id, err: error, path }, 'The database refuses a usage event');
}
