import { Sparkline } from '#components/charts/sparkline.tsx';
import { CostCell } from '#components/figures/cost-cell.tsx';
import { FigureStrip } from '#components/figures/figure-strip.tsx';
import { type StatusTick, StatusTicks } from '#components/figures/status-ticks.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { createFormat } from '#lib/core/format.ts';
import { series } from './chart-data.ts';
import { Section } from './section.tsx';
import { reader } from './specimen-data.ts';

/** Figures, costs and ticks in all their states. */
export function Figures() {
  const format = createFormat(reader);
  const period = 'vs. Oct 1–20';
  return (
    <>
      <Section title="Figure strip">
        <div className="-mx-(--gutter)">
          <FigureStrip
            label="Key figures"
            figures={[
              {
                label: 'Spend',
                value: format.moneyLead(21_864_374_000_000n),
                exact: format.moneyExact(21_864_374_000_000n),
                change: { change: format.change(19_450, 21_864), period },
                note: 'so far',
                href: '/costs',
                explain: {
                  formula: 'Sum of what calls cost at the price of their moment.',
                  period: 'Nov 1–20, Europe/Berlin',
                  source: 'Usage events, rolled up by the hour',
                  lines: [
                    { text: '8,412 input × $3.00/1M', amount: format.moneyCall(25_236_000n) },
                    { text: '611 output × $15.00/1M', amount: format.moneyCall(9_165_000n) },
                  ],
                  href: '/usage',
                },
              },
              {
                label: 'Saved',
                value: format.moneyLead(6_121_000_000_000n),
                detail: format.percent(0.219),
                note: 'estimated',
                change: { change: format.change(5000, 6121), period, good: 'up' },
              },
              {
                label: 'Requests',
                value: format.count(1_380_221),
                exact: format.countExact(1_380_221),
                detail: `${format.percent(0.0042)} errors`,
                href: '/usage',
              },
              {
                label: 'First token p95',
                value: format.duration(812),
                change: { change: format.changeBy(-64, format.duration(64)), period, good: 'down' },
                staleSince: '14:03',
              },
            ]}
          />
        </div>
      </Section>
      <Section title="Costs of calls">
        <Facts
          facts={[
            { label: 'Priced', value: <CostCell cost={{ kind: 'priced', nano: 34_401_000n }} reader={reader} /> },
            { label: 'Below the last digit', value: <CostCell cost={{ kind: 'priced', nano: 3n }} reader={reader} /> },
            { label: 'Estimated', value: <CostCell cost={{ kind: 'estimated', nano: 12_300_000n }} reader={reader} places={4} /> },
            { label: 'Unpriced', value: <CostCell cost={{ kind: 'unpriced' }} reader={reader} /> },
            { label: 'Refused', value: <CostCell cost={{ kind: 'not_billed' }} reader={reader} /> },
            { label: 'Cached', value: <CostCell cost={{ kind: 'cached', savedNano: 12_300_000n }} reader={reader} /> },
          ]}
        />
      </Section>
      <Section title="Ticks and sparklines">
        <StatusTicks ticks={ticks()} summary="99.94% in 90 days" className="max-w-120" />
        <div className="flex items-center gap-4">
          <Sparkline values={walk(30)} label="Spend in 30 days, from $12 to $48 a day" />
          <Sparkline values={walk(30).map((value, index) => (index > 9 && index < 14 ? null : value))} slot={4} className="h-8 w-40" />
        </div>
      </Section>
    </>
  );
}

function walk(count: number): number[] {
  const next = series(21);
  return Array.from({ length: count }, (_, index) => 12 + index + 8 * next());
}

function ticks(): StatusTick[] {
  const states: Record<number, StatusTick['state']> = { 12: 'degraded', 40: 'down', 41: 'degraded', 70: 'none' };
  return Array.from({ length: 90 }, (_, index) => ({ label: `Day ${index + 1}`, state: states[index] ?? 'ok' }));
}
