'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { archiveRuleAction, switchRuleAction } from '../actions.ts';

/** Switches a rule off and on, or takes it away; what waits already goes on as it was asked. */
export function RuleActions({ id, name, enabled }: { id: string; name: string; enabled: boolean }) {
  const [ask, dialog] = useConfirm();
  const router = useRouter();
  const carry = async (work: ReturnType<typeof switchRuleAction>, done: string): Promise<void> => {
    await carryOut(work, done);
    router.refresh();
  };
  const toggle = (): void =>
    ask({
      title: enabled ? `Switch ${name} off?` : `Switch ${name} on?`,
      consequence: enabled ? 'Within 2 s nothing waits because of it. What waits already goes on.' : 'It holds within 2 s.',
      verb: enabled ? 'Switch off' : 'Switch on',
      danger: enabled,
      onConfirm: () => carry(switchRuleAction(id, !enabled), `${name} is switched ${enabled ? 'off' : 'on'}.`),
    });
  const remove = (): void =>
    ask({
      title: `Remove ${name}?`,
      consequence: 'Within 2 s nothing waits because of it. What waits already goes on.',
      verb: 'Remove rule',
      onConfirm: () => carry(archiveRuleAction(id), `${name} is removed.`),
    });
  return (
    <>
      <Button size="small" onClick={toggle} aria-label={`Switch ${name} ${enabled ? 'off' : 'on'}…`}>
        {enabled ? 'Off…' : 'On…'}
      </Button>
      <Button size="small" onClick={remove} aria-label={`Remove ${name}…`}>
        Remove…
      </Button>
      {dialog}
    </>
  );
}
