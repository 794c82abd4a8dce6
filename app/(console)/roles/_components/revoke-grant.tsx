'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { revokeRoleAction } from '../actions.ts';

export interface RevokeGrantProps {
  id: string;
  person: string;
  role: string;
  /** Name of the place; null for the organization. */
  place: string | null;
}

/** Takes one granted role away. */
export function RevokeGrant({ id, person, role, place }: RevokeGrantProps) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const where = place ?? 'the organization';
  const revoke = (): void =>
    ask({
      title: `Take ${role} on ${where} from ${person}?`,
      consequence: 'What only this role allowed them stops within 2 s. It can be granted again.',
      verb: 'Take away',
      onConfirm: () => carryOut(revokeRoleAction(id), `${person} no longer holds ${role} on ${where}.`).then(() => router.refresh()),
    });
  return (
    <>
      <Button size="small" variant="ghost" aria-label={`Take ${role} on ${where} from ${person}`} onClick={revoke}>
        Take away…
      </Button>
      {dialog}
    </>
  );
}
