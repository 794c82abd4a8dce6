'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { toast } from '#components/ui/toast.ts';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { archiveRuleAction, setRuleEnabledAction } from '../actions.ts';

/** Turn a rule off or on, and archive it. */
export function RuleActions({ id, name, isEnabled }: { id: string; name: string; isEnabled: boolean }) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const toggle = (): void => {
    carryOut(setRuleEnabledAction(id, !isEnabled), isEnabled ? `${name} is off.` : `${name} is on.`).then(
      () => router.refresh(),
      (error: unknown) => toast({ tone: 'error', text: error instanceof Error ? error.message : 'That did not work.' }),
    );
  };
  const archive = (): void =>
    ask({
      title: `Archive ${name}?`,
      consequence: 'It is looked at no more and its open alert ends. Its alerts stay.',
      verb: 'Archive rule',
      onConfirm: () => carryOut(archiveRuleAction(id), `${name} is archived.`).then(() => router.push('/alert-rules')),
    });
  return (
    <>
      <Button onClick={toggle}>{isEnabled ? 'Turn off' : 'Turn on'}</Button>
      <Button onClick={archive}>Archive…</Button>
      {dialog}
    </>
  );
}
