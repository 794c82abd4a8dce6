'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { approveRequestAction, completeRequestAction, extendRequestAction, rejectRequestAction, verifyRequestAction } from '../actions.ts';
import { PackageButton } from './package-button.tsx';
import type { RequestRow } from './request-columns.tsx';
import type { Say } from './say-dialog.tsx';
import { useSay } from './use-say.tsx';

const consequences = {
  access: 'What is stored about the person is put into a package, which can be downloaded once within 14 days.',
  portability: 'What is stored about the person is put into a package, which can be downloaded once within 14 days.',
  erasure: 'The account is closed at once, and the person is taken out of everything. That cannot be undone.',
  rectification: 'Correct what is wrong, then say here what was changed.',
  restriction: 'Personal keys of the person stop within two seconds, and statistics show a pseudonym until it is lifted.',
  objection: 'Statistics show a pseudonym of the person from now on.',
} as const satisfies Record<RequestRow['kind'], string>;

const verifyOf = ({ id, subject }: RequestRow): Say => ({
  title: `Is it ${subject} who asks?`,
  description: 'Data is given to nobody else, and nobody else can have it erased.',
  ...{ label: 'How that was checked', verb: 'Confirm identity', done: 'The identity is confirmed.' },
  send: (text) => verifyRequestAction(id, text),
});

const extendOf = ({ id, law }: RequestRow): Say => ({
  title: 'Extend the time?',
  description: law === 'gdpr' ? 'Once, by two months. The person is told why.' : 'Once, by 45 days. The person is told why.',
  ...{ label: 'Reason', verb: 'Extend', done: 'The request has more time.' },
  send: (text) => extendRequestAction(id, text),
});

const rejectOf = ({ id }: RequestRow): Say => ({
  title: 'Reject the request?',
  description: 'The person is told why, and can complain to an authority.',
  ...{ label: 'Reason', verb: 'Reject', done: 'The request is rejected.' },
  send: (text) => rejectRequestAction(id, text),
});

const completeOf = ({ id, kind }: RequestRow): Say => ({
  title: kind === 'restriction' ? 'Lift the restriction?' : 'Was it corrected?',
  description:
    kind === 'restriction' ? 'Tell the person before. Personal keys are enabled by hand.' : 'What was changed stands in the record.',
  label: kind === 'restriction' ? 'Reason' : 'What was changed',
  ...{ verb: kind === 'restriction' ? 'Lift' : 'Complete', done: 'The request is done.' },
  send: (text) => completeRequestAction(id, text),
});

/** The next step of a request, and the ways out of it. */
export function RequestActions({ request }: { request: RequestRow }) {
  const router = useRouter();
  const [ask, confirm] = useConfirm();
  const [say, dialog] = useSay();
  const { id, kind, state, subject } = request;
  const isOpen = state !== 'done' && state !== 'rejected';
  const isCompletedByHand = state === 'approved' && (kind === 'rectification' || kind === 'restriction');
  const approve = (): void =>
    ask({
      title: `${kind === 'erasure' ? 'Erase' : 'Approve the request of'} ${subject}?`,
      consequence: consequences[kind],
      verb: kind === 'erasure' ? 'Erase' : 'Approve',
      danger: kind === 'erasure',
      onConfirm: () => carryOut(() => approveRequestAction(id), 'The request is approved.').then(() => router.refresh()),
    });
  return (
    <>
      {state === 'received' ? (
        <Button size="small" onClick={() => say(verifyOf(request))}>
          Confirm identity…
        </Button>
      ) : null}
      {state === 'verified' ? (
        <Button size="small" onClick={approve}>
          Approve…
        </Button>
      ) : null}
      {isCompletedByHand ? (
        <Button size="small" onClick={() => say(completeOf(request))}>
          {kind === 'restriction' ? 'Lift…' : 'Complete…'}
        </Button>
      ) : null}
      {isOpen && request.extension_reason === null && !request.overdue && kind !== 'restriction' ? (
        <Button size="small" onClick={() => say(extendOf(request))}>
          Extend…
        </Button>
      ) : null}
      {state === 'received' || state === 'verified' ? (
        <Button size="small" onClick={() => say(rejectOf(request))}>
          Reject…
        </Button>
      ) : null}
      {request.package_bytes !== null && request.downloaded_at === null ? <PackageButton id={id} /> : null}
      {dialog}
      {confirm}
    </>
  );
}
