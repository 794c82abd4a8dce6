import { type Bucket, createFormat, type Reader } from '#lib/core/format.ts';
import { type Outcome, outcomeLooks, outcomes } from './outcome-colours.ts';
import { OutcomeRange } from './outcome-range.tsx';
import { barsPath } from './paths.ts';
import { stackBands, stackTotals } from './stack.ts';
import { Stretched } from './stretched.tsx';

export interface OutcomeBucket {
  /** Start of the bucket, RFC 3339; it ends where the next begins. */
  at: string;
  /** Calls by how they ended; what is left out is zero. */
  counts: Readonly<Partial<Record<Outcome, number>>>;
}

export interface OutcomeHistogramProps {
  /** Names the picture: "Calls by outcome". */
  label: string;
  data: readonly OutcomeBucket[];
  bucket: Bucket;
  /** End of the last bucket, RFC 3339. */
  end: string;
  reader: Reader;
  now: string;
}

/** The strip over a log: 64 px of calls by outcome. Dragging, or arrows and Enter, narrows the page to a range. */
export function OutcomeHistogram({ label, data, bucket, end, reader, now }: OutcomeHistogramProps) {
  const format = createFormat(reader);
  const series = outcomes.map((outcome) => ({ outcome, values: data.map(({ counts }) => counts[outcome] ?? 0) }));
  const bands = stackBands(series, (count) => count);
  const top = Math.max(1, ...stackTotals(series, (count) => count));
  const totals = series.map(({ outcome, values }) => ({ outcome, total: values.reduce((sum, count) => sum + count, 0) }));
  const starts = data.map(({ at }) => at);
  const shown = totals.filter(({ outcome, total }) => total > 0 || outcome === 'succeeded');
  const words = shown.map(({ outcome, total }) => `${format.countExact(total)} ${outcomeLooks[outcome].label.toLowerCase()}`).join(', ');
  return (
    <figure aria-label={`${label}: ${words}`} className="px-(--gutter) text-caption text-quiet">
      <div className="relative h-16 border-b border-b-edge">
        <Stretched>
          {series.map(({ outcome }, index) => (
            <path key={outcome} d={barsPath(bands[index] ?? [], top)} fill={outcomeLooks[outcome].colour} />
          ))}
        </Stretched>
        <OutcomeRange
          label={label}
          starts={starts}
          end={end}
          bucket={bucket}
          reader={reader}
          now={now}
          counts={series.map(({ outcome, values }) => ({ outcome, values }))}
        />
      </div>
      <div className="mt-1 flex items-baseline justify-between gap-4">
        <ul className="flex min-w-0 flex-wrap gap-x-3 text-second">
          {[...shown].reverse().map(({ outcome, total }) => (
            <li key={outcome} className="inline-flex items-center gap-1.5 whitespace-nowrap tabular-nums">
              <span aria-hidden data-mark className="size-2 rounded-[2px]" style={{ backgroundColor: outcomeLooks[outcome].colour }} />
              {outcomeLooks[outcome].label} {format.count(total)}
            </li>
          ))}
        </ul>
        <RangeLabel reader={reader} first={starts[0]} end={end} />
      </div>
    </figure>
  );
}

/** First and last moment instead of an axis: at 64 px there is no room for more. */
function RangeLabel({ reader, first, end }: { reader: Reader; first: string | undefined; end: string }) {
  if (first === undefined) return null;
  const format = createFormat(reader);
  const [from, to] = [new Date(first), new Date(end)];
  const sameDay = format.day(from, to) === format.day(new Date(to.getTime() - 1), to);
  return (
    <p aria-hidden className="whitespace-nowrap tabular-nums max-sm:hidden">
      {sameDay ? `${format.hourMinute(from)}–${format.hourMinute(to)}` : format.dayRange(from, to, to)}
    </p>
  );
}
