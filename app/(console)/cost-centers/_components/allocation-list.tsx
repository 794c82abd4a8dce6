import type { z } from 'zod';
import type { CostAllocation } from '#lib/contracts/cost-allocations.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { EndAllocation } from './end-allocation.tsx';

type AllocationRow = z.input<typeof CostAllocation>;

const kinds = { team: 'Team', project: 'Project', key: 'Key' } as const;

export interface AllocationListProps {
  rules: readonly AllocationRow[];
  reader: Reader;
  now: string;
  mayWrite: boolean;
}

/** The rules that split usage, each with its parts as a bar and in words. */
export function AllocationList({ rules, reader, now, mayWrite }: AllocationListProps) {
  const format = createFormat(reader);
  const day = (at: string): string => format.day(new Date(at), new Date(now));
  return (
    <ul aria-label="Allocation rules" className="grid gap-4">
      {rules.map((rule) => (
        <li key={rule.id} className="grid min-w-0 gap-2 rounded-xl border bg-surface p-4">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <p className="min-w-0 truncate font-medium text-control" dir="auto">
              {kinds[rule.source]} {rule.source_name ?? 'that is gone'}
            </p>
            <p className="text-caption text-quiet">
              {day(rule.valid_from)} to {rule.valid_until === null ? 'no end' : day(rule.valid_until)}
            </p>
          </div>
          <p className="text-caption tabular-nums" dir="auto">
            {rule.shares.map(({ code, name, percent }) => `${code ?? '?'} ${name ?? ''} ${percent} %`).join(' · ')}
          </p>
          {mayWrite ? (
            <div>
              <EndAllocation id={rule.id} name={rule.source_name ?? 'this rule'} />
            </div>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
