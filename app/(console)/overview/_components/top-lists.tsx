import type { Reader } from '#lib/core/format.ts';
import type { OverviewData } from './key-figures.tsx';
import { TopList } from './top-list.tsx';

export interface TopListsProps {
  overview: OverviewData;
  period: string;
  reader: Reader;
}

const calls = (field: string) => (id: string) => `/usage?f.${field}=is:${encodeURIComponent(id)}`;

/** Who and what: the same total, cut four ways. */
export function TopLists({ overview, period, reader }: TopListsProps) {
  const { top, totals } = overview;
  const common = { total: totals.cost_usd, period, reader };
  return (
    <div className="grid gap-6 xl:grid-cols-2">
      <TopList {...common} title="Spend by team" rowLabel="Team" none="No team" list={top.teams} hrefOf={(id) => `/overview?scope=${id}`} />
      <TopList {...common} title="Spend by model" rowLabel="Model" none="No model" list={top.models} hrefOf={calls('model')} />
      <TopList
        {...common}
        title="Spend by person"
        rowLabel="Person"
        none="Not personal"
        list={top.users}
        hrefOf={(id) => (id.startsWith('member_') ? undefined : `/users?open=${id}`)}
      />
      <TopList {...common} title="Spend by key" rowLabel="Key" none="No key" list={top.keys} hrefOf={calls('key')} />
    </div>
  );
}
