import type { z } from 'zod';
import type { FigureProps } from '#components/figures/figure.tsx';
import { FigureStrip } from '#components/figures/figure-strip.tsx';
import type { PlatformTargets, PlatformTenant, platformOverview } from '#lib/contracts/platform.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';

type Figures = z.input<typeof PlatformTenant> | z.input<typeof platformOverview.output>;

export interface PlatformFiguresProps {
  figures: Figures;
  /** What they are held against, where there are targets. */
  targets?: z.input<typeof PlatformTargets>;
  reader: Reader;
}

const source = 'Counts of each day (UTC), made every hour';
const period = 'The thirty days that end with the last counted one';

/** "of 60 %" beside a figure that has a target. */
const against = (target: number | null | undefined, unit: string): Pick<FigureProps, 'note'> =>
  target === null || target === undefined ? {} : { note: `target ${target}${unit}` };

/** People, use and money of one organization or of all, each with how it is counted. */
export function PlatformFigures({ figures, targets, reader }: PlatformFiguresProps) {
  const format = createFormat(reader);
  const percent = (value: number | null) => (value === null ? '–' : format.percent(value / 100));
  const money = (usd: string) => format.moneyLead(parseUsd(usd) ?? 0n);
  const growth = figures.growth_percent;
  const rows: FigureProps[] = [
    {
      label: 'Active people',
      value: format.count(figures.active_month),
      detail: `${format.count(figures.active_day)} on the last day`,
      ...against(targets?.active_month, ''),
      explain: { formula: 'People who were signed in or called, each once.', period, source },
    },
    {
      label: 'Adoption',
      value: percent(figures.adoption_percent),
      detail: `of ${format.count(figures.people)} people`,
      ...against(targets?.adoption_percent, ' %'),
      explain: { formula: 'Active people, of all active accounts.', period, source },
    },
    {
      label: 'Retention',
      value: percent(figures.retention_percent),
      ...against(targets?.retention_percent, ' %'),
      explain: { formula: 'Of the people active in the thirty days before, those active in these.', period, source },
    },
    {
      label: 'Requests',
      value: format.count(figures.requests),
      detail: growth === null ? undefined : `${growth < 0 ? '' : '+'}${percent(growth)}`,
      explain: { formula: 'Every call once; growth against the thirty days before.', period, source },
    },
    {
      label: 'Spend',
      value: money(figures.cost_usd),
      detail: `${money(figures.saved_usd)} saved`,
      ...against(targets?.saved_percent, ' % saved'),
      explain: { formula: 'What calls cost; saved: what answers from the cache would have cost.', period, source },
    },
  ];
  return <FigureStrip label="Key figures" figures={rows} />;
}
