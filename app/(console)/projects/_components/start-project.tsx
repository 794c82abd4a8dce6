'use client';
import { Button } from '#components/ui/button.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { startProjectAction } from '../actions.ts';

/** Starts a planned project, or leads to where one asks for it. */
export function StartProject({ id, name, needsApproval }: { id: string; name: string; needsApproval: boolean }) {
  const [ask, dialog] = useConfirm();
  if (needsApproval)
    return (
      <ButtonLink size="small" variant="primary" href={`/approvals/new?kind=project_start&project_id=${id}`}>
        Ask to start
      </ButtonLink>
    );
  const start = (): void =>
    ask({
      title: `Start ${name}?`,
      consequence: 'Its calls are served within 2 s.',
      verb: 'Start project',
      danger: false,
      onConfirm: () => carryOut(startProjectAction(id), `${name} is active.`),
    });
  return (
    <>
      <Button size="small" variant="primary" onClick={start}>
        Start…
      </Button>
      {dialog}
    </>
  );
}
