'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { setOwnConsentAction } from '../../privacy/actions.ts';

export interface OwnConsentProps {
  id: string;
  name: string;
  isGiven: boolean;
  effect: 'none' | 'pseudonymous' | 'stop_keys';
}

const consequences = {
  none: 'It is noted that you withdrew.',
  pseudonymous: 'Statistics show a pseudonym in place of your name from now on.',
  stop_keys: 'Your personal keys stop within two seconds. You can enable them again once you agree again.',
} as const;

/** Agreeing and withdrawing: as easy one as the other (GDPR Article 7(3)). */
export function OwnConsent({ id, name, isGiven, effect }: OwnConsentProps) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const change = (): void =>
    ask({
      title: isGiven ? `Withdraw from ${name}?` : `Agree to ${name}?`,
      consequence: isGiven ? consequences[effect] : 'You can withdraw at any time, here.',
      verb: isGiven ? 'Withdraw' : 'Agree',
      danger: false,
      onConfirm: () =>
        carryOut(setOwnConsentAction(id, isGiven ? 'withdrawn' : 'given'), isGiven ? 'You withdrew.' : 'You agreed.').then(() =>
          router.refresh(),
        ),
    });
  return (
    <>
      <Button size="small" aria-label={`${isGiven ? 'Withdraw from' : 'Agree to'} ${name}`} onClick={change}>
        {isGiven ? 'Withdraw…' : 'Agree…'}
      </Button>
      {dialog}
    </>
  );
}
