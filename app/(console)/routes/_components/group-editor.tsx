'use client';
import { useId } from 'react';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';
import { groupDepthMax, membersMax, strategyNames } from '#lib/contracts/route-names.ts';
import { strategies } from '#lib/routes/strategies/index.ts';
import { useRouteEditing } from './editor-context.ts';
import { MemberRow } from './member-row.tsx';
import { type EditGroup, type EditNode, type EditPlace, type NodePath, newGroup, newLink, newTarget, withPlace } from './route-tree.ts';

const strategyOptions = strategyNames.map((name) => ({ value: name, label: strategies[name].label }));

/** What a new member of a group starts with. */
const placeIn = (strategy: EditGroup['strategy']): EditPlace => (strategy === 'weighted' ? { weight: 1 } : {});

const renderGroup = (node: EditGroup, path: NodePath) => <GroupEditor node={node} path={path} />;

/** A group: how it chooses, and its members in their order. The outermost one is the route itself. */
export function GroupEditor({ node, path }: { node: EditGroup; path: NodePath }) {
  const { routes, readOnly, update, append } = useRouteEditing();
  const id = useId();
  const { strategy, members } = node;
  const choose = (name: string): void => {
    const chosen = strategyNames.find((candidate) => candidate === name);
    if (chosen === undefined) return;
    const isSame = strategies[chosen].field === strategies[strategy].field;
    const moved = (member: EditNode): EditNode => (isSame ? member : withPlace(member, placeIn(chosen)));
    update(path, (old) => (old.kind === 'group' ? { ...old, strategy: chosen, members: old.members.map(moved) } : old));
  };
  const add = (made: EditNode): void => append(path, made);
  const full = members.length >= membersMax ? `A group has at most ${membersMax} members.` : undefined;
  return (
    <section aria-label={path.length === 0 ? 'Targets' : 'Group'} className={cn(path.length > 0 && 'border-l-2 pl-3 sm:pl-4')}>
      <Field id={id} label="Strategy" hint={strategies[strategy].summary} className="max-w-120">
        {(control) => (
          <Select
            {...control}
            disabled={readOnly}
            options={strategyOptions}
            value={strategy}
            onChange={({ target }) => choose(target.value)}
            className="max-w-56"
          />
        )}
      </Field>
      <ol className="mt-2">
        {members.map((member, index) => (
          <MemberRow
            key={member.uid}
            node={member}
            path={[...path, index]}
            count={members.length}
            strategy={strategy}
            renderGroup={renderGroup}
          />
        ))}
      </ol>
      {readOnly ? null : (
        <div className="flex flex-wrap gap-2 border-t pt-3">
          <Button size="small" disabledReason={full} onClick={() => add(newTarget(placeIn(strategy)))}>
            Add target
          </Button>
          {path.length + 1 >= groupDepthMax ? null : (
            <Button size="small" disabledReason={full} onClick={() => add(newGroup([newTarget()], placeIn(strategy)))}>
              Add group
            </Button>
          )}
          {routes.length === 0 ? null : (
            <Button size="small" disabledReason={full} onClick={() => add(newLink('', placeIn(strategy)))}>
              Add route
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
