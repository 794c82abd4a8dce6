import { createFormat, type Reader } from '#lib/core/format.ts';
import { type LimitRow, useWords } from './limit-words.ts';

export interface UseMeterProps {
  label: string;
  use: Pick<LimitRow['use'][number], 'metric' | 'limit' | 'used'>;
  reader: Reader;
}

/** How much of a limit is used now: the figure, and a bar that says the same at a glance. */
export function UseMeter({ label, use: { metric, limit, used }, reader }: UseMeterProps) {
  const format = createFormat(reader);
  const words = useWords(format, metric, limit, used);
  if (used === null) return <span className="text-quiet">{words}</span>;
  return (
    <span className="flex items-center justify-end gap-2 whitespace-nowrap">
      <span>{words}</span>
      <meter
        aria-label={`Used of ${label}`}
        className="h-2 w-16"
        min={0}
        max={limit}
        high={limit * 0.8}
        optimum={0}
        value={Math.min(used, limit)}
      >
        {words}
      </meter>
    </span>
  );
}
