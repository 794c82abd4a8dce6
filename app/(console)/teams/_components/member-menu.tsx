'use client';
import { useRouter } from 'next/navigation';
import { Menu } from '#components/ui/menu.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { removeMemberAction, updateMemberAction } from '../actions.ts';

export interface MemberMenuProps {
  id: string;
  name: string;
  teamRole: 'lead' | 'member';
}

/** What can be done with one member. */
export function MemberMenu({ id, name, teamRole }: MemberMenuProps) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const finish = async (
    work: ReturnType<typeof updateMemberAction> | ReturnType<typeof removeMemberAction>,
    done: string,
  ): Promise<void> => {
    await carryOut(work, done);
    router.refresh();
  };
  const other = teamRole === 'lead' ? 'member' : 'lead';
  const change = (): void =>
    ask({
      title: other === 'lead' ? `Make ${name} a lead?` : `Make ${name} a member?`,
      consequence:
        other === 'lead'
          ? 'A lead sees the usage of the team and manages its keys and members.'
          : 'They no longer see the usage of others or manage keys.',
      verb: other === 'lead' ? 'Make lead' : 'Make member',
      danger: other !== 'lead',
      onConfirm: () => finish(updateMemberAction({ membership_id: id, team_role: other }), `${name} is now a ${other}.`),
    });
  const remove = (): void =>
    ask({
      title: `Remove ${name} from the team?`,
      consequence: 'The account and its own keys stay. What was used so far stays charged to the team.',
      verb: 'Remove member',
      onConfirm: () => finish(removeMemberAction(id), `${name} is out of the team.`),
    });
  return (
    <>
      <Menu
        label={`Actions for ${name}`}
        entries={[
          { label: other === 'lead' ? 'Make lead…' : 'Make member…', onSelect: change },
          { label: 'Remove…', danger: true, onSelect: remove },
        ]}
      />
      {dialog}
    </>
  );
}
