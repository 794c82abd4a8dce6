import { type BucketReading, readBucket } from './bucket-reading.ts';
import { slotColour } from './palette.ts';
import type { PlotModel } from './plot-model.ts';

/** The figures of the bucket under the pointer or reached by key; read aloud politely as it changes. */
export function LiveTooltip({ plot, index }: { plot: PlotModel; index: number | undefined }) {
  const reading: BucketReading | undefined = index === undefined ? undefined : readBucket(plot, index);
  return (
    <div
      role="status"
      className={
        reading ? 'w-max min-w-44 max-w-72 rounded-lg border border-edge bg-raised p-2.5 text-caption text-ink shadow-float' : 'sr-only'
      }
    >
      {reading === undefined ? null : (
        <>
          <p className="mb-1.5 flex justify-between gap-6 font-medium">
            <span>{reading.label}</span>
            {reading.total === undefined ? null : <span className="tabular-nums">{reading.total}</span>}
          </p>
          <ul className="flex flex-col gap-1">
            {reading.rows.map(({ key, label, slot, text, share }) => (
              <li key={key} className="flex items-center gap-1.5">
                <span aria-hidden className="size-2 shrink-0 rounded-[2px]" style={{ backgroundColor: slotColour(slot) }} />
                <span className="min-w-0 flex-1 truncate text-left text-second" dir="auto">
                  {label}
                </span>
                <span className="pl-4 tabular-nums">{text}</span>
                {share === undefined ? null : <span className="w-11 text-right text-quiet tabular-nums">{share}</span>}
              </li>
            ))}
            {reading.compare === undefined ? null : (
              <li className="flex items-center gap-1.5 text-second">
                <span aria-hidden className="h-0.5 w-2 shrink-0 bg-control-edge" />
                <span className="min-w-0 flex-1 truncate">{reading.compare.label}</span>
                <span className="pl-4 tabular-nums">{reading.compare.text}</span>
                {reading.rows.some(({ share }) => share !== undefined) ? <span className="w-11" /> : null}
              </li>
            )}
          </ul>
        </>
      )}
    </div>
  );
}
