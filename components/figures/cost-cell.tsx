import { Badge } from '#components/ui/badge.tsx';
import { type CostState, createFormat, type Reader } from '#lib/core/format.ts';

export interface CostCellProps {
  cost: CostState;
  reader: Reader;
  /** 6 in a column of calls, 4 in a sentence. */
  places?: 4 | 6;
}

/** What a call cost, or why there is no such figure: unpriced, not billed and free are three different things. */
export function CostCell({ cost, reader, places = 6 }: CostCellProps) {
  const format = createFormat(reader);
  const { text, note } = format.callCost(cost, places);
  if (cost.kind === 'unpriced') return <Badge tone="warning">{text}</Badge>;
  const exact = cost.kind === 'priced' || cost.kind === 'estimated' ? format.moneyExact(cost.nano) : undefined;
  return (
    <span className="whitespace-nowrap tabular-nums" data-exact={exact} data-tip={exact}>
      {cost.kind === 'not_billed' ? <span aria-hidden>{text}</span> : text}
      {note === undefined ? null : <span className="text-caption text-quiet max-sm:sr-only"> {note}</span>}
    </span>
  );
}
