'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { archivePurposeAction } from '../actions.ts';

/** Archives a purpose: nobody is asked any more, and what a withdrawal did ends with the next word of a person. */
export function PurposeActions({ id, name }: { id: string; name: string }) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  return (
    <>
      <Button
        size="small"
        aria-label={`Archive ${name}`}
        onClick={() =>
          ask({
            title: `Archive ${name}?`,
            consequence: 'Nobody is asked for it any more. What people said stays in the record.',
            verb: 'Archive',
            onConfirm: () => carryOut(archivePurposeAction(id), `${name} is archived.`).then(() => router.refresh()),
          })
        }
      >
        Archive…
      </Button>
      {dialog}
    </>
  );
}
