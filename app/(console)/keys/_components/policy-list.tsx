'use client';
import type { z } from 'zod';
import { PageLink } from '#components/shell/page-link.tsx';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import type { KeyPolicy } from '#lib/contracts/key-policies.ts';
import { carryOut } from '../../_shell/carry-out.ts';
import { deleteKeyPolicyAction } from '../actions.ts';
import { kindWords } from './key-words.ts';

type PolicyRow = z.input<typeof KeyPolicy>;

function scopeOf({ scope, kind, team_name: team }: PolicyRow): string {
  if (scope === 'tenant') return 'All keys';
  return scope === 'kind' && kind !== null ? `${kindWords[kind]} keys` : `Keys of ${team ?? 'a team that is gone'}`;
}

const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);

function wordsOf(policy: PolicyRow): string {
  const { rotate_every_days: every, remind_days: remind, overlap_days: overlap, enforced, keys_max: most, kind } = policy;
  const rotation =
    every === null
      ? 'Need not be replaced.'
      : `Replaced every ${days(every)}, reminded ${days(remind)} before. ${enforced ? `Overdue keys stop after ${days(overlap)}.` : 'Overdue keys go on.'}`;
  return most === null ? rotation : `${rotation} At most ${most} active${kind === 'personal' ? ' for each person' : ''}.`;
}

/** The rules, each in words. */
export function PolicyList({ policies, mayWrite }: { policies: readonly PolicyRow[]; mayWrite: boolean }) {
  const [ask, dialog] = useConfirm();
  const remove = (policy: PolicyRow): void =>
    ask({
      title: `Take the rule back for “${scopeOf(policy)}”?`,
      consequence: 'The next wider rule counts then. Ends that this one has set stay.',
      verb: 'Take rule back',
      onConfirm: () => carryOut(deleteKeyPolicyAction(policy.id), 'The rule is gone.'),
    });
  return (
    <>
      <ul aria-label="Rules for keys" className="grid gap-4">
        {policies.map((policy) => (
          <li key={policy.id} className="grid min-w-0 gap-1 rounded-xl border bg-surface p-4">
            <div className="flex flex-wrap items-center justify-between gap-2">
              <p className="min-w-0 break-words font-medium text-control" dir="auto">
                {scopeOf(policy)}
              </p>
              {mayWrite ? (
                <Button size="small" onClick={() => remove(policy)}>
                  Take back…
                </Button>
              ) : null}
            </div>
            <p className="text-control text-second">{wordsOf(policy)}</p>
            {policy.keys_due === 0 ? null : (
              <p className="text-control">
                <PageLink href="/keys?f.rotation=is:due" className="underline">
                  {policy.keys_due === 1 ? '1 key is overdue' : `${policy.keys_due} keys are overdue`}
                </PageLink>
              </p>
            )}
          </li>
        ))}
      </ul>
      {dialog}
    </>
  );
}
