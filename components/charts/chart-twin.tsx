'use client';
import Link from 'next/link';
import { cn } from '#components/ui/cn.ts';
import { HeadCell, Table } from '#components/ui/table.tsx';
import { bucketHref } from './bucket-href.ts';
import { markerWords } from './chart-markers.tsx';
import type { ChartMarker } from './cluster-markers.ts';
import { bucketEnd, type PlotModel } from './plot-model.ts';
import { twinTable } from './plot-table.ts';

export interface ChartTwinProps {
  title: string;
  plot: PlotModel;
  href: string | undefined;
  markers: readonly ChartMarker[];
  /** Its height. */
  className: string;
}

/** The same numbers as a table, exactly as high as the chart; each bucket links to its calls, markers stand beside theirs. */
export function ChartTwin({ title, plot, href, markers, className }: ChartTwinProps) {
  const { header, rows } = twinTable(plot);
  const cell = 'h-8 whitespace-nowrap border-b px-3 text-right tabular-nums first:pl-0 last:pr-0';
  return (
    <section
      aria-label={`${title}, as a table`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by key (WCAG 2.1.1)
      tabIndex={0}
      className={cn('overflow-auto', className)}
    >
      <Table aria-label={title} className="border-separate border-spacing-0">
        <thead>
          <tr>
            <HeadCell className="sticky top-0 bg-surface">Time</HeadCell>
            {header.map((name) => (
              <HeadCell key={name} numeric title={name} className="sticky top-0 max-w-36 truncate bg-surface" dir="auto">
                {name}
              </HeadCell>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ start, label, cells }, index) => {
            const to = bucketEnd(plot, index);
            const here = markers.filter(({ at }) => Date.parse(start) <= Date.parse(at) && Date.parse(at) < Date.parse(to));
            return (
              <tr key={start} className="hover:bg-hover">
                <th scope="row" className={cn(cell, 'text-left font-normal')}>
                  {href === undefined ? (
                    label
                  ) : (
                    <Link
                      href={bucketHref(href, { from: start, to })}
                      prefetch={false}
                      className="underline decoration-control-edge underline-offset-4"
                    >
                      {label}
                    </Link>
                  )}
                  {here.map(({ at, kind, label: what }) => (
                    <span
                      key={`${at} ${what}`}
                      className="block max-w-48 truncate text-caption text-quiet"
                      title={what}
                    >{`${markerWords[kind]}: ${what}`}</span>
                  ))}
                </th>
                {cells.map((text, column) => (
                  <td key={header[column]} className={cn(cell, text === 'No data' && 'text-quiet')}>
                    {text}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </Table>
    </section>
  );
}
