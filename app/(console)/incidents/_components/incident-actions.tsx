'use client';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { acknowledgeIncidentAction, resolveIncidentAction } from '../actions.ts';
import type { IncidentRow } from './incident-columns.tsx';

/** Acknowledge and resolve, as far as the incident has not come. */
export function IncidentActions({ id, state }: Pick<IncidentRow, 'id' | 'state'>) {
  const [ask, dialog] = useConfirm();
  const acknowledge = (): void =>
    ask({
      title: 'Acknowledge this incident?',
      consequence: 'Others see that you are looking at it.',
      verb: 'Acknowledge',
      danger: false,
      onConfirm: () => carryOut(acknowledgeIncidentAction(id), 'The incident is acknowledged.'),
    });
  const resolve = (): void =>
    ask({
      title: 'Resolve this incident?',
      consequence: 'If the same fault is seen again, another one opens.',
      verb: 'Resolve',
      danger: false,
      onConfirm: () => carryOut(resolveIncidentAction(id), 'The incident is resolved.'),
    });
  if (state === 'resolved') return null;
  return (
    <>
      {state === 'open' ? (
        <Button size="small" onClick={acknowledge}>
          Acknowledge…
        </Button>
      ) : null}
      <Button size="small" onClick={resolve}>
        Resolve…
      </Button>
      {dialog}
    </>
  );
}
