'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { deleteDashboardAction } from '../actions.ts';

/** What its owner can do with a dashboard as a whole. */
export function DashboardActions({ id, name }: { id: string; name: string }) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const remove = (): void =>
    ask({
      title: `Delete ${name}?`,
      consequence: 'It is gone for everybody it is shared with, and frames on other sites that show it end. No figure is lost.',
      verb: 'Delete dashboard',
      onConfirm: () => carryOut(deleteDashboardAction(id), `${name} is deleted.`).then(() => router.push('/dashboards')),
    });
  return (
    <>
      <Button onClick={remove}>Delete…</Button>
      {dialog}
    </>
  );
}
