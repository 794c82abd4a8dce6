'use client';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { decideOverrideAction, decideVersionAction } from '../actions.ts';

/** What can be decided about a version of the list. */
export function VersionActions({ id, name, canReject, verb }: { id: string; name: string; canReject: boolean; verb: string }) {
  const [ask, dialog] = useConfirm();
  const approve = (): void =>
    ask({
      title: `${verb} ${name}?`,
      consequence: 'Calls are priced by it within 2 s. Where two people decide, it then waits for the other one.',
      verb,
      danger: false,
      onConfirm: () => carryOut(decideVersionAction(id, 'approve'), 'Your decision is kept.'),
    });
  const reject = (): void =>
    ask({
      title: `Reject ${name}?`,
      consequence: 'The prices in force stay. It can still be approved later.',
      verb: 'Reject',
      onConfirm: () => carryOut(decideVersionAction(id, 'reject'), 'The list is rejected.'),
    });
  return (
    <span className="flex flex-wrap justify-end gap-1">
      <Button size="small" onClick={approve} aria-label={`${verb} ${name}…`}>
        {verb}…
      </Button>
      {canReject ? (
        <Button size="small" onClick={reject} aria-label={`Reject ${name}…`}>
          Reject…
        </Button>
      ) : null}
      {dialog}
    </span>
  );
}

/** What can be decided about own terms. */
export function OverrideActions({ id, name, state }: { id: string; name: string; state: string }) {
  const [ask, dialog] = useConfirm();
  const decide = (verb: 'approve' | 'reject' | 'end', label: string, consequence: string): void =>
    ask({
      title: `${label} the terms for ${name}?`,
      ...{ consequence, verb: label, danger: verb !== 'approve' },
      onConfirm: () => carryOut(decideOverrideAction(id, verb), 'Your decision is kept.'),
    });
  const isOpen = state === 'active' || state === 'scheduled';
  return (
    <span className="flex flex-wrap justify-end gap-1">
      {state === 'proposed' ? (
        <>
          <Button
            size="small"
            onClick={() => decide('approve', 'Approve', 'Calls are charged by them within 2 s.')}
            aria-label={`Approve the terms for ${name}…`}
          >
            Approve…
          </Button>
          <Button
            size="small"
            onClick={() => decide('reject', 'Reject', 'The prices in force stay.')}
            aria-label={`Reject the terms for ${name}…`}
          >
            Reject…
          </Button>
        </>
      ) : null}
      {isOpen ? (
        <Button
          size="small"
          onClick={() => decide('end', 'End', 'Calls are charged by the list within 2 s. What was charged stays.')}
          aria-label={`End the terms for ${name}…`}
        >
          End…
        </Button>
      ) : null}
      {dialog}
    </span>
  );
}
