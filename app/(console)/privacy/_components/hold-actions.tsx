'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { approveHoldAction, releaseHoldAction } from '../actions.ts';
import { useSay } from './use-say.tsx';

export interface HoldActionsProps {
  id: string;
  name: string;
  state: 'proposed' | 'active' | 'release_proposed' | 'released';
}

/** Putting a hold in force and ending it, each by two people. */
export function HoldActions({ id, name, state }: HoldActionsProps) {
  const router = useRouter();
  const [ask, confirm] = useConfirm();
  const [say, dialog] = useSay();
  const isProposed = state === 'proposed';
  const approve = (): void =>
    ask({
      title: isProposed ? `Put ${name} in force?` : `Release ${name}?`,
      consequence: isProposed
        ? 'Nothing that it covers is erased or deleted until two people release it.'
        : 'What it covered can be erased and deleted again.',
      verb: isProposed ? 'Put in force' : 'Release',
      danger: !isProposed,
      onConfirm: () =>
        carryOut(() => approveHoldAction(id), isProposed ? `${name} is in force.` : `${name} is released.`).then(() => router.refresh()),
    });
  const release = (): void =>
    say({
      title: isProposed ? `Withdraw ${name}?` : `Propose to release ${name}?`,
      description: isProposed ? 'It is not in force yet, so it ends at once.' : 'It stays in force until somebody else approves.',
      ...{
        label: 'Reason',
        verb: isProposed ? 'Withdraw' : 'Propose',
        done: isProposed ? `${name} is withdrawn.` : 'Somebody else has to approve now.',
      },
      send: (text) => releaseHoldAction(id, text),
    });
  return (
    <>
      {state === 'proposed' || state === 'release_proposed' ? (
        <Button size="small" aria-label={`${isProposed ? 'Put in force' : 'Release'} ${name}`} onClick={approve}>
          {isProposed ? 'Put in force…' : 'Approve release…'}
        </Button>
      ) : null}
      {state === 'proposed' || state === 'active' ? (
        <Button size="small" aria-label={`${isProposed ? 'Withdraw' : 'Release'} ${name}`} onClick={release}>
          {isProposed ? 'Withdraw…' : 'Release…'}
        </Button>
      ) : null}
      {confirm}
      {dialog}
    </>
  );
}
