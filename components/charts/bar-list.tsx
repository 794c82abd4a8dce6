import type { ReactNode } from 'react';
import { Delta } from '#components/figures/delta.tsx';
import { type Amount, type Metric, magnitudeOf, writeAmount, writeExact } from '#components/figures/metric.ts';
import { PageLink } from '#components/shell/page-link.tsx';
import { cn } from '#components/ui/cn.ts';
import { type Change, createFormat, type Format, type Reader } from '#lib/core/format.ts';
import { type Slot, slotColour } from './palette.ts';

export interface BarListRow {
  /** Unique in the list: the id of the entity. */
  key: string;
  name: string;
  /** In place of the plain name: a model badge, a person. */
  label?: ReactNode;
  value: Amount;
  change?: Change | undefined;
  href?: string | undefined;
  /** Colour slot of the entity; brand without one. */
  slot?: Slot | undefined;
}

export interface BarListProps {
  /** Names the table: "Spend by team". */
  label: string;
  /** What the rows are: "Team". */
  rowLabel: string;
  /** What the values are: "Spend". */
  valueLabel: string;
  /** Sorted by the caller, "Other" last. */
  data: readonly BarListRow[];
  valueFormatter: Metric;
  /** The whole that shares refer to, "Other" included; without it no shares are shown. */
  total?: Amount | undefined;
  /** What changes are compared with: "vs. Oct 1–20". */
  period?: string | undefined;
  good?: 'up' | 'down' | undefined;
  reader: Reader;
}

/** Who most: a table of name, value, share and change, with a bar from zero behind each name. Plain HTML; it is its own twin. */
export function BarList({ label, rowLabel, valueLabel, data, valueFormatter, total, period = '', good, reader }: BarListProps) {
  const format = createFormat(reader);
  const largest = Math.max(0, ...data.map(({ value }) => magnitudeOf(valueFormatter, value)));
  const whole = total === undefined ? undefined : magnitudeOf(valueFormatter, total);
  const changes = data.some(({ change }) => change !== undefined);
  return (
    <table aria-label={label} className="w-full border-separate border-spacing-0 text-control">
      <thead className="sr-only">
        <tr>
          <th scope="col">{rowLabel}</th>
          <th scope="col">{valueLabel}</th>
          {whole === undefined ? null : (
            <th scope="col" className="@max-sm:hidden">
              Share
            </th>
          )}
          {changes ? <th scope="col">Change {period}</th> : null}
        </tr>
      </thead>
      <tbody>
        {data.map((row) => {
          const size = magnitudeOf(valueFormatter, row.value);
          return (
            <tr key={row.key} className="group/row">
              <th scope="row" className="relative h-8 w-full max-w-0 px-2 text-left font-normal">
                <Bar share={largest > 0 ? Math.max(0, size / largest) : 0} slot={row.slot} />
                <RowName row={row} />
              </th>
              <td className="h-8 whitespace-nowrap pl-4 text-right tabular-nums">
                <Value format={format} metric={valueFormatter} value={row.value} />
              </td>
              {whole === undefined ? null : (
                <td className="h-8 whitespace-nowrap pl-3 text-right text-caption text-quiet tabular-nums @max-sm:hidden">
                  {whole === 0 ? '' : format.percent(size / whole)}
                </td>
              )}
              {changes ? (
                <td className="h-8 whitespace-nowrap pl-3 text-right">
                  {row.change === undefined ? null : <Delta change={row.change} period={period} good={good} />}
                </td>
              ) : null}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Value({ format, metric, value }: { format: Format; metric: Metric; value: Amount }) {
  const exact = writeExact(format, metric, value);
  return (
    <span data-exact={exact} data-tip={exact}>
      {writeAmount(format, metric, value)}
    </span>
  );
}

/** A tint of the entity's colour with its solid edge: names stay readable on it, and it is told apart without hue. */
function Bar({ share, slot }: { share: number; slot: Slot | undefined }) {
  const colour = slot === undefined ? 'var(--brand)' : slotColour(slot);
  return (
    <span
      aria-hidden
      data-mark
      className={cn('absolute inset-y-0.5 left-0 rounded-sm border-l-2', share === 0 && 'hidden')}
      style={{
        width: `max(2px, ${Math.round(share * 10_000) / 100}%)`,
        borderColor: colour,
        backgroundColor: `color-mix(in oklab, ${colour} 16%, transparent)`,
      }}
    />
  );
}

function RowName({ row }: { row: BarListRow }) {
  const name = row.label ?? (
    <span dir="auto" title={row.name}>
      {row.name}
    </span>
  );
  if (row.href === undefined) return <span className="relative block truncate">{name}</span>;
  return (
    <PageLink
      href={row.href}
      prefetch={false}
      className="relative block truncate rounded-sm decoration-control-edge underline-offset-4 hover:underline"
    >
      {name}
    </PageLink>
  );
}
