'use client';
import { Building2, ChevronRight, UsersRound } from 'lucide-react';
import { useFormat } from '#components/shell/preferences.tsx';
import { cn } from '#components/ui/cn.ts';
import { parseUsd } from '#lib/core/money.ts';
import type { TreeNode } from './tree-rows.ts';

export interface NodeContentProps {
  node: TreeNode;
  /** Undefined where there is nothing to open. */
  isOpen: boolean | undefined;
}

const counted = (count: number, one: string, many: string): string => (count === 1 ? `1 ${one}` : `${count} ${many}`);

/** What lies in a place, in words. */
function partsOf({ departments, teams, people }: TreeNode): string {
  return [
    ...(departments > 0 ? [counted(departments, 'department', 'departments')] : []),
    ...(teams > 0 ? [counted(teams, 'team', 'teams')] : []),
    ...(people === null ? [] : [counted(people, 'person', 'people')]),
  ].join(', ');
}

/** Kind, name, what is in it and what it spent this month. */
export function NodeContent({ node, isOpen }: NodeContentProps) {
  const format = useFormat();
  const spend = node.spend_usd === null ? undefined : format.moneyLead(parseUsd(node.spend_usd) ?? 0n);
  return (
    <>
      <ChevronRight
        aria-hidden
        className={cn(
          'size-4 shrink-0 text-quiet transition-transform',
          isOpen === undefined && 'invisible',
          isOpen === true && 'rotate-90',
        )}
      />
      {node.kind === 'department' ? (
        <Building2 aria-hidden className="size-4 shrink-0 text-quiet" />
      ) : (
        <UsersRound aria-hidden className="size-4 shrink-0 text-quiet" />
      )}
      <span className="min-w-0 flex-1 truncate" dir="auto">
        {node.name}
        {node.within.length === 0 ? null : <span className="text-quiet"> in {node.within.join(', ')}</span>}
      </span>
      <span className="shrink-0 text-caption text-quiet max-sm:hidden">{partsOf(node)}</span>
      <span className="w-24 shrink-0 text-right tabular-nums">{spend ?? ''}</span>
    </>
  );
}
