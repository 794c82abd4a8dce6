'use client';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { moveRuleUpAction, removeRuleAction, restoreVersionAction, switchRuleAction } from '../actions.ts';

export interface RuleActionsProps {
  name: string;
  enabled: boolean;
  isFirst: boolean;
}

/** What can be done with a rule in its list. None of it is shown as done before the server has answered. */
export function RuleActions({ name, enabled, isFirst }: RuleActionsProps) {
  const [ask, dialog] = useConfirm();
  const toggle = (): void =>
    ask({
      title: enabled ? `Switch ${name} off?` : `Switch ${name} on?`,
      consequence: enabled ? 'Requests go on without it within 2 s.' : 'Requests it is for are changed within 2 s.',
      verb: enabled ? 'Switch off' : 'Switch on',
      danger: enabled,
      onConfirm: () => carryOut(switchRuleAction(name, !enabled), `${name} is switched ${enabled ? 'off' : 'on'}.`),
    });
  const moveUp = (): void =>
    ask({
      title: `Move ${name} up?`,
      consequence: 'It then applies before the rule above it.',
      verb: 'Move up',
      danger: false,
      onConfirm: () => carryOut(moveRuleUpAction(name), `${name} is one place higher.`),
    });
  const remove = (): void =>
    ask({
      title: `Remove ${name}?`,
      consequence: 'Requests go on without it within 2 s. The version before stays, and can be restored.',
      verb: 'Remove rule',
      onConfirm: () => carryOut(removeRuleAction(name), `${name} is removed.`),
    });
  return (
    <span className="flex flex-wrap justify-end gap-1">
      {isFirst ? null : (
        <Button size="small" onClick={moveUp} aria-label={`Move ${name} up…`}>
          Up…
        </Button>
      )}
      <Button size="small" onClick={toggle} aria-label={`Switch ${name} ${enabled ? 'off' : 'on'}…`}>
        {enabled ? 'Off…' : 'On…'}
      </Button>
      <Button size="small" onClick={remove} aria-label={`Remove ${name}…`}>
        Remove…
      </Button>
      {dialog}
    </span>
  );
}

/** Goes back to the rules of a former version. */
export function RestoreVersion({ version }: { version: number }) {
  const [ask, dialog] = useConfirm();
  const restore = (): void =>
    ask({
      title: `Restore version ${version}?`,
      consequence: 'Its rules become a new version and hold within 2 s. The rules of now stay as a version of their own.',
      verb: 'Restore version',
      danger: false,
      onConfirm: () => carryOut(restoreVersionAction(version), `The rules of version ${version} hold again.`),
    });
  return (
    <>
      <Button size="small" onClick={restore} aria-label={`Restore version ${version}…`}>
        Restore…
      </Button>
      {dialog}
    </>
  );
}
