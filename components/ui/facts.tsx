import type { ReactNode } from 'react';

export interface Fact {
  label: string;
  value: ReactNode;
  /** Where an inherited value comes from: "from Halden Group". */
  source?: string | undefined;
}

/** Labels left, values right, as in side panels and facts columns. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-4 gap-y-2 text-control">
      {facts.map(({ label, value, source }) => (
        <div key={label} className="contents">
          <dt className="text-quiet">{label}</dt>
          <dd className="min-w-0 break-words text-right" dir="auto">
            {value}
            {source === undefined ? null : <span className="block text-caption text-quiet">{source}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
