'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { toast } from '#components/ui/toast.ts';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import { carryOut } from '../../_shell/carry-out.ts';
import { archivePlaceAction, previewDepartmentAction, previewTeamAction } from '../actions.ts';
import { archiveWords } from './preview-words.ts';

export interface PlaceActionsProps {
  id: string;
  kind: 'department' | 'team';
  name: string;
}

const load = () => import('./move-dialog.tsx').then((module) => module.MoveDialog);

/** Moves and archives a place; what that would do is asked of the server first. */
export function PlaceActions({ id, kind, name }: PlaceActionsProps) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const move = useOnDemand(load);
  const archive = async (): Promise<void> => {
    const action = 'archive';
    const { data, problem } = await (kind === 'team'
      ? previewTeamAction({ team_id: id, action })
      : previewDepartmentAction({ department_id: id, action }));
    if (problem !== undefined) return void toast({ tone: 'error', text: `${problem.detail} (${problem.request_id})` });
    if (data.blocked.length > 0) return void toast({ tone: 'error', text: `${name} cannot be archived. ${data.blocked.join(' ')}` });
    ask({
      title: `Archive ${name}?`,
      consequence: archiveWords(data),
      verb: kind === 'team' ? 'Archive team' : 'Archive department',
      onConfirm: () => carryOut(archivePlaceAction(kind, id), `${name} is archived.`).then(() => router.push('/organization')),
    });
  };
  return (
    <>
      <Button size="small" onPointerEnter={move.hint} onFocus={move.hint} onClick={() => void move.show()}>
        Move…
      </Button>
      <Button size="small" onClick={() => void archive()}>
        Archive…
      </Button>
      {move.Component ? <move.Component open={move.open} onOpenChange={move.onOpenChange} id={id} kind={kind} name={name} /> : null}
      {dialog}
    </>
  );
}
