'use client';
import { ArrowDown, ArrowUp, GripVertical } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, type ReactNode, useState } from 'react';
import { announce } from '#components/ui/announce.ts';
import { IconButton } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { Menu, type MenuEntry } from '#components/ui/menu.tsx';
import { groupDepthMax, type StrategyName } from '#lib/contracts/route-names.ts';
import { useRouteEditing } from './editor-context.ts';
import { PlaceFields } from './place-fields.tsx';
import type { EditGroup, EditNode, NodePath } from './route-tree.ts';
import { LinkFields, TargetFields, TargetLimitFields, TargetRetryField, TargetTimeFields } from './target-fields.tsx';

export interface MemberRowProps {
  node: EditNode;
  path: NodePath;
  /** Members of the group around it. */
  count: number;
  strategy: StrategyName;
  /** Draws a group that is a member; given, because the group draws its rows. */
  renderGroup: (node: EditGroup, path: NodePath) => ReactNode;
}

/** What a row says of itself while it is dragged: which group it belongs to, and its place there. */
const dragType = 'application/x-route-member';

const nameOf = (node: EditNode): string =>
  node.kind === 'target' ? node.model || 'New target' : node.kind === 'group' ? 'Group' : 'Linked route';

function useReorder({ node, path, count }: MemberRowProps) {
  const { move, readOnly } = useRouteEditing();
  const [isOver, setOver] = useState(false);
  const group = path.slice(0, -1);
  const place = path.at(-1) ?? 0;
  const moveTo = (to: number): void => {
    if (to < 0 || to >= count || readOnly) return;
    move(group, place, to);
    announce(`${nameOf(node)} is now ${to + 1} of ${count}`);
  };
  const drag = {
    onDragStart: (event: DragEvent) => {
      event.stopPropagation();
      event.dataTransfer.effectAllowed = 'move';
      event.dataTransfer.setData(dragType, JSON.stringify({ group, place }));
    },
  };
  const drop = {
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(dragType)) return;
      event.preventDefault();
      event.stopPropagation();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      setOver(false);
      const dragged: unknown = JSON.parse(event.dataTransfer.getData(dragType) || 'null');
      if (typeof dragged !== 'object' || dragged === null || !('group' in dragged) || !('place' in dragged)) return;
      event.preventDefault();
      event.stopPropagation();
      // Rows change places with their own kind only: a move to another group would change what is asked of them.
      if (JSON.stringify(dragged.group) === JSON.stringify(group)) move(group, Number(dragged.place), place);
    },
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    event.stopPropagation();
    moveTo(place + (event.key === 'ArrowUp' ? -1 : 1));
  };
  return { isOver, drag, drop, onKeyDown, moveTo, place };
}

/** One member of a group: what it is, what the group asks of it, and where it stands. Alt ↑ and Alt ↓ move it. */
export function MemberRow(props: MemberRowProps) {
  const { node, path, count, strategy, renderGroup } = props;
  const { readOnly, remove, wrap } = useRouteEditing();
  const { isOver, drag, drop, onKeyDown, moveTo, place } = useReorder(props);
  const [isLimitOpen, openLimit] = useState(false);
  const [areTimesOpen, openTimes] = useState(false);
  const [isRetryOpen, openRetries] = useState(false);
  const label = `${place + 1}. ${nameOf(node)}`;
  const hasLimit = node.kind === 'target' && (isLimitOpen || node.concurrency_max !== null);
  const hasTimes = node.kind === 'target' && (areTimesOpen || node.first_token_seconds !== null || node.timeout_seconds !== null);
  const hasRetries = node.kind === 'target' && (isRetryOpen || node.retries_max !== null);
  const more: MenuEntry[] = [
    ...(node.kind === 'target' && !hasLimit ? [{ label: 'Limit calls at a time', onSelect: () => openLimit(true) }] : []),
    ...(node.kind === 'target' && !hasTimes ? [{ label: 'Limit its time', onSelect: () => openTimes(true) }] : []),
    ...(node.kind === 'target' && !hasRetries ? [{ label: 'Set retries', onSelect: () => openRetries(true) }] : []),
    ...(node.kind === 'group' || path.length >= groupDepthMax ? [] : [{ label: 'Put into a group', onSelect: () => wrap(path) }]),
    { label: 'Remove', danger: true, disabledReason: count === 1 ? 'A group needs a member.' : undefined, onSelect: () => remove(path) },
  ];
  return (
    <li
      aria-label={label}
      data-member={path.join('.')}
      onKeyDown={onKeyDown}
      {...drop}
      className={cn('flex gap-2 border-t py-3 first:border-t-0', isOver && 'bg-selected')}
    >
      <span className="flex shrink-0 flex-col items-center gap-0.5 pt-6">
        {readOnly ? null : (
          <span draggable aria-hidden className="grid size-7 cursor-grab place-items-center text-quiet max-sm:hidden" {...drag}>
            <GripVertical />
          </span>
        )}
        <span className="w-7 text-center text-caption text-quiet tabular-nums">{place + 1}</span>
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-3">
        <div className="flex flex-wrap items-start gap-3">
          {node.kind === 'target' ? <TargetFields node={node} path={path} /> : null}
          {node.kind === 'route' ? <LinkFields node={node} path={path} /> : null}
          <PlaceFields key={strategy} node={node} path={path} strategy={strategy} />
          {node.kind === 'target' && hasLimit ? <TargetLimitFields node={node} path={path} /> : null}
          {node.kind === 'target' && hasTimes ? <TargetTimeFields node={node} path={path} /> : null}
          {node.kind === 'target' && hasRetries ? <TargetRetryField node={node} path={path} /> : null}
        </div>
        {node.kind === 'group' ? renderGroup(node, path) : null}
      </div>
      {readOnly ? null : (
        <div className="flex shrink-0 flex-col items-center gap-0.5 pt-6 sm:flex-row sm:items-start">
          <IconButton
            size="small"
            label={`Move up: ${label}`}
            keys="Alt+↑"
            icon={<ArrowUp />}
            disabledReason={place === 0 ? 'It is the first.' : undefined}
            onClick={() => moveTo(place - 1)}
          />
          <IconButton
            size="small"
            label={`Move down: ${label}`}
            keys="Alt+↓"
            icon={<ArrowDown />}
            disabledReason={place === count - 1 ? 'It is the last.' : undefined}
            onClick={() => moveTo(place + 1)}
          />
          <Menu label={`More: ${label}`} entries={more} />
        </div>
      )}
    </li>
  );
}
