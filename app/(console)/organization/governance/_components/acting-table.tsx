import Link from 'next/link';
import { Badge } from '#components/ui/badge.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import type { ActingRule } from './acting-rules.ts';

/** All that holds in a place, with where it comes from. */
export function ActingTable({ rules }: { rules: readonly ActingRule[] }) {
  if (rules.length === 0) {
    return (
      <EmptyState centred={false} level={3} className="p-0" title="Nothing is asked here yet">
        What keys, budgets and data classes of the organization allow passes. What is set below holds within two seconds.
      </EmptyState>
    );
  }
  return (
    <TableScroll label="What holds here">
      <Table>
        <thead>
          <tr>
            <HeadCell>About</HeadCell>
            <HeadCell>What it does</HeadCell>
            <HeadCell>From</HeadCell>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.key}>
              <RowHead className="whitespace-nowrap text-second">{rule.about}</RowHead>
              <Cell dir="auto">
                {rule.about === 'Policy' ? <Link href={rule.href}>{rule.does}</Link> : rule.does}
                {rule.isWatching ? <Badge tone="warning">Only watches</Badge> : null}
                {rule.isOutdone ? <span className="block text-caption text-quiet">A shorter time holds.</span> : null}
              </Cell>
              <Cell className="whitespace-nowrap" dir="auto">
                {rule.isOwn ? 'Set here' : rule.about === 'Policy' ? rule.from.name : <Link href={rule.href}>{rule.from.name}</Link>}
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}
