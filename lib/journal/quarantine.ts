import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Logger } from '#lib/core/logger.ts';
import type { SegmentFault } from './read-segment.ts';

/**
 * Keeps the bytes of a fault beside the journal, in `quarantine/`, and says so as an error: money may be in them. The
 * torn end of a log is only a warning: its call was not dispatched, or its answer not finished, when the process died.
 */
export async function quarantineFault(path: string, found: SegmentFault, logger: Logger): Promise<void> {
  const { fault, from, to, because, bytes } = found;
  const folder = join(dirname(path), 'quarantine');
  const copy = join(folder, `${basename(path).replace(/\..*$/, '')}-${from}-${to}.${fault}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(copy, bytes, { mode: 0o600 });
  if (fault === 'torn') logger.warn({ path, from, to, copy }, 'The journal ends in a record that was not finished; it is dropped');
  else logger.error({ path, fault, from, to, because, copy }, 'A part of the journal cannot be read');
}
