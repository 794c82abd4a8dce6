import type { z } from 'zod';
import { TimeSeriesChart } from '#components/charts/time-series-chart.tsx';
import type { platformTenantGet } from '#lib/contracts/platform.ts';
import type { Reader } from '#lib/core/format.ts';

type Days = z.input<typeof platformTenantGet.output>['days'];

/** Active people and requests by day; nothing before the first counted day. */
export function DaysChart({ days, reader, now }: { days: Days; reader: Reader; now: string }) {
  const last = days.at(-1);
  if (last === undefined) return <p className="text-control text-second">No day has been counted yet. The first is within the hour.</p>;
  const utc = { ...reader, timeZone: 'UTC' };
  const end = new Date(Date.parse(`${last.day}T00:00:00Z`) + 86_400_000).toISOString();
  const points = days.map(({ day, active, requests, failed }) => ({
    at: `${day}T00:00:00.000Z`,
    active,
    succeeded: requests - failed,
    failed,
  }));
  const shared = {
    data: points,
    index: 'at',
    bucket: 'day',
    end,
    reader: utc,
    now,
    height: 200,
    valueFormatter: 'count',
    level: 2,
  } as const;
  return (
    <div className="grid gap-6 xl:grid-cols-2">
      <TimeSeriesChart {...shared} title="Active people" categories={['active']} labels={{ active: 'Active people' }} total={null} />
      <TimeSeriesChart
        {...shared}
        title="Requests"
        categories={['succeeded', 'failed']}
        labels={{ succeeded: 'Other calls', failed: 'Failed at providers' }}
      />
    </div>
  );
}
