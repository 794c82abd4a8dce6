import Link from 'next/link';
import { patchSearch } from '#components/shell/url-state.ts';
import { cn } from '#components/ui/cn.ts';
import { type CostDimension, costDimensions, groupByMax } from '#lib/contracts/costs.ts';
import { dimensionLabel } from './dimension-words.ts';

const chip = cn(
  'inline-flex h-7 items-center gap-1 rounded-full border px-2.5 text-control text-second transition-colors hover:text-ink touch:h-11',
  'aria-[current=true]:border-ink aria-[current=true]:font-medium aria-[current=true]:text-ink',
);

export interface GroupPickerProps {
  /** In the order of the columns. */
  chosen: readonly CostDimension[];
  search: URLSearchParams;
}

/** The choice after one more click: off when it was on; beyond the most there can be, the newest takes the last place. */
function toggled(chosen: readonly CostDimension[], name: CostDimension): readonly CostDimension[] {
  if (!chosen.includes(name)) return [...chosen.slice(0, groupByMax - 1), name];
  const rest = chosen.filter((other) => other !== name);
  return rest.length === 0 ? chosen : rest;
}

/** What costs are split by, up to three at once, each a link: the page is its URL. */
export function GroupPicker({ chosen, search }: GroupPickerProps) {
  return (
    <nav aria-label="Split by" className="flex flex-wrap items-center gap-1.5 px-(--gutter)">
      <span className="text-control text-second">Split by</span>
      {costDimensions.map((name) => {
        const place = chosen.indexOf(name);
        const href = `/costs${patchSearch(search, { group: toggled(chosen, name).join(',') })}`;
        return (
          <Link key={name} href={href} scroll={false} aria-current={place >= 0 ? 'true' : undefined} className={chip}>
            {dimensionLabel(name)}
            {place >= 0 && chosen.length > 1 ? <span className="text-quiet tabular-nums">{place + 1}</span> : null}
          </Link>
        );
      })}
    </nav>
  );
}
