'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { deleteGroupAction, removeGroupMemberAction, revokeGroupRoleAction } from '../actions.ts';

/** What is taken away, and of which group. */
export type Taken =
  | { readonly kind: 'member'; readonly userId: string; readonly label: string }
  | { readonly kind: 'role'; readonly groupRoleId: string; readonly label: string }
  | { readonly kind: 'group' };

const questions = {
  member: { verb: 'Take out', consequence: 'They lose what only this group granted them, within 2 s. They can be put back.' },
  role: { verb: 'Take away', consequence: 'Everybody in the group loses it within 2 s, unless they hold it otherwise.' },
  group: { verb: 'Delete group', consequence: 'Everybody in it loses what it granted within 2 s. The group cannot be brought back.' },
} as const;

/** Takes a person or a role out of a group, or deletes the group, once that is confirmed. */
export function AskButton({ group, taken }: { group: { readonly id: string; readonly name: string }; taken: Taken }) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const { verb, consequence } = questions[taken.kind];
  const what = taken.kind === 'group' ? group.name : taken.label;
  const work = async (): Promise<void> => {
    if (taken.kind === 'member') await carryOut(removeGroupMemberAction(group.id, taken.userId), `${what} is out of the group.`);
    if (taken.kind === 'role') await carryOut(revokeGroupRoleAction(group.id, taken.groupRoleId), `The group no longer grants ${what}.`);
    if (taken.kind === 'group') await carryOut(deleteGroupAction(group.id), `${what} is deleted.`);
    if (taken.kind === 'group') router.push('/groups');
    else router.refresh();
  };
  const title = taken.kind === 'group' ? `Delete the group ${what}?` : `${verb} ${what}?`;
  return (
    <>
      <Button
        size="small"
        {...(taken.kind === 'group' ? {} : { variant: 'ghost' as const })}
        aria-label={taken.kind === 'group' ? undefined : `${verb}: ${what}`}
        onClick={() => ask({ title, consequence, verb, onConfirm: work })}
      >
        {verb}…
      </Button>
      {dialog}
    </>
  );
}
