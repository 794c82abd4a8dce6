import { BarList, type BarListRow } from '#components/charts/bar-list.tsx';
import { Card } from '#components/ui/card.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import type { OverviewData } from './key-figures.tsx';

export interface TopListProps {
  title: string;
  /** "Team". */
  rowLabel: string;
  /** What calls without one are called: "No team". */
  none: string;
  list: OverviewData['top']['teams'];
  total: string;
  period: string;
  reader: Reader;
  /** Address of the calls behind a row; undefined for rows without an id. */
  hrefOf: (id: string) => string | undefined;
}

/** Who or what spent most, with the rest as "Other": the rows add up to the total. */
export function TopList({ title, rowLabel, none, list, total, period, reader, hrefOf }: TopListProps) {
  const format = createFormat(reader);
  const nano = (usd: string) => parseUsd(usd) ?? 0n;
  const rows: BarListRow[] = list.items.map((item) => ({
    key: item.id ?? 'none',
    name: item.name ?? (item.id === null ? none : 'Gone'),
    value: nano(item.cost_usd),
    change: item.previous_cost_usd === null ? undefined : format.change(Number(nano(item.previous_cost_usd)), Number(nano(item.cost_usd))),
    href: item.id === null ? undefined : hrefOf(item.id),
  }));
  if (list.other.count > 0) rows.push({ key: 'other', name: `Other (${list.other.count})`, value: nano(list.other.cost_usd) });
  return (
    <Card title={title}>
      {rows.length === 0 ? (
        <p className="text-control text-second">No spend in this range.</p>
      ) : (
        <BarList
          label={title}
          rowLabel={rowLabel}
          valueLabel="Spend"
          data={rows}
          valueFormatter="money"
          total={nano(total)}
          period={period}
          reader={reader}
        />
      )}
    </Card>
  );
}
