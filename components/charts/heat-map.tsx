import { type Amount, type Metric, magnitudeOf, writeAmount } from '#components/figures/metric.ts';
import { cn } from '#components/ui/cn.ts';
import { createFormat, type Format, type Reader } from '#lib/core/format.ts';
import { heatStep } from './heat-step.ts';
import { weekdayNames } from './weekday-names.ts';

export interface HeatMapProps {
  /** Names the table: "Spend by weekday and hour". */
  label: string;
  /** Seven rows from Monday, 24 hours each, in the reader's zone; null is no data. */
  data: readonly (readonly (Amount | null)[])[];
  valueFormatter: Metric;
  reader: Reader;
}

const steps = ['bg-(--seq-1)', 'bg-(--seq-2)', 'bg-(--seq-3)', 'bg-(--seq-4)', 'bg-(--seq-5)', 'bg-(--seq-6)', 'bg-(--seq-7)'];
const hours = Array.from({ length: 24 }, (_, hour) => hour);

/** When: seven days by 24 hours in seven steps of one hue. A real table, so it is read cell by cell and is its own twin. */
export function HeatMap({ label, data, valueFormatter, reader }: HeatMapProps) {
  const format = createFormat(reader);
  const largest = Math.max(0, ...data.flat().map((cell) => (cell === null ? 0 : magnitudeOf(valueFormatter, cell))));
  const { long, short } = weekdayNames(reader.locale);
  return (
    <div className="flex min-w-0 flex-col gap-2 text-caption text-quiet tabular-nums">
      <table aria-label={label} className="w-full table-fixed border-separate border-spacing-px">
        <thead>
          <tr>
            <th className="w-9" aria-label="Weekday" />
            {hours.map((hour) => (
              <th key={hour} scope="col" className="h-5 text-left font-normal">
                <span className="sr-only">{hourName(hour)}</span>
                {hour % 6 === 0 ? (
                  <span aria-hidden className="block w-0 whitespace-nowrap">
                    {hourName(hour)}
                  </span>
                ) : null}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.map((cells, day) => (
            <tr key={long[day]}>
              <th scope="row" className="h-6 text-left font-normal" abbr={long[day]}>
                {short[day]}
              </th>
              {cells.map((cell, hour) => {
                const text = cell === null ? 'No data' : writeAmount(format, valueFormatter, cell);
                const step = cell === null ? undefined : heatStep(magnitudeOf(valueFormatter, cell), largest, steps.length);
                return (
                  <td
                    // biome-ignore lint/suspicious/noArrayIndexKey: the place is the hour
                    key={hour}
                    data-mark
                    data-tip={`${short[day]} ${hourName(hour)}, ${text}`}
                    className={cn(
                      'h-6 rounded-[2px]',
                      cell === null ? 'border border-edge border-dashed' : (steps[step ?? -1] ?? 'bg-sunken'),
                    )}
                  >
                    <span className="sr-only">{text}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="flex items-center justify-end gap-1.5" aria-hidden>
        <span>0</span>
        <span className="flex gap-px">
          {['bg-sunken', ...steps].map((step) => (
            <span key={step} data-mark className={cn('h-2 w-4 rounded-[2px]', step)} />
          ))}
        </span>
        <span>{scaleEnd(format, valueFormatter, data)}</span>
      </div>
    </div>
  );
}

const hourName = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

/** The largest cell, written like the cells themselves. */
function scaleEnd(format: Format, metric: Metric, data: HeatMapProps['data']): string {
  const known = data.flat().filter((cell) => cell !== null);
  const largest = known.toSorted((a, b) => magnitudeOf(metric, b) - magnitudeOf(metric, a))[0];
  return largest === undefined ? '' : writeAmount(format, metric, largest);
}
