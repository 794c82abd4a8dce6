import type { z } from 'zod';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import type { AuditCheckpoint } from '#lib/contracts/audit-proofs.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';

export interface CheckpointsProps {
  rows: readonly z.input<typeof AuditCheckpoint>[];
  reader: Reader;
  now: string;
}

/** The newest checkpoints, each to be copied and kept. */
export function Checkpoints({ rows, reader, now }: CheckpointsProps) {
  const format = createFormat(reader);
  if (rows.length === 0) return <p className="text-control text-second">There is no checkpoint yet.</p>;
  return (
    <ul className="flex flex-col divide-y">
      {rows.map(({ epoch, size, note, created_at: at }) => (
        <li key={`${epoch}/${size}`} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2 text-control">
          <span className="tabular-nums">{`${format.count(Number(size))} entries`}</span>
          <span className="text-second">
            <TimeText at={at} reader={reader} now={now} />
          </span>
          <code className="min-w-0 flex-1 basis-60 truncate text-caption text-quiet">{note.split('\n')[2]}</code>
          <CopyButton value={note} label={`Copy the checkpoint of ${size} entries`} />
        </li>
      ))}
    </ul>
  );
}
