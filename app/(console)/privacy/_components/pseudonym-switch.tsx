'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { setPseudonymsAction } from '../actions.ts';

/** Names or pseudonyms in the statistics of everybody. */
export function PseudonymSwitch({ isOn }: { isOn: boolean }) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const change = (): void =>
    ask({
      title: isOn ? 'Show names in statistics?' : 'Show pseudonyms in statistics?',
      consequence: isOn
        ? 'Whoever sees usage sees by name who it was, other than those who objected.'
        : 'The usage log and all statistics show a pseudonym of each person, the same everywhere.',
      verb: isOn ? 'Show names' : 'Show pseudonyms',
      danger: false,
      onConfirm: () => carryOut(setPseudonymsAction(!isOn), 'Statistics are shown that way from now on.').then(() => router.refresh()),
    });
  return (
    <>
      <Button size="small" onClick={change}>
        {isOn ? 'Show names…' : 'Show pseudonyms…'}
      </Button>
      {dialog}
    </>
  );
}
