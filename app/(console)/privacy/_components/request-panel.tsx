import { SidePanel } from '#components/shell/side-panel.tsx';
import { Banner } from '#components/ui/banner.tsx';
import { buttonClasses } from '#components/ui/button.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { IdCell } from '#components/ui/id-cell.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { getPrivacyRequest } from '#lib/privacy/index.ts';
import { RequestActions } from './request-actions.tsx';
import { kindWords, lawWords, type RequestRow, RequestState } from './request-columns.tsx';

export interface RequestPanelProps {
  id: string;
  reader: Reader;
  now: string;
  mayWrite: boolean;
}

interface Step {
  readonly title: string;
  readonly at: string | null;
  readonly note: string | null;
}

/** Whether anything can still be done with a request. */
const hasActions = ({ state, package_bytes: bytes, downloaded_at: fetched }: RequestRow): boolean =>
  (state !== 'done' && state !== 'rejected') || (bytes !== null && fetched === null);

/** What happened, and what comes next, in order. */
function stepsOf(request: RequestRow): readonly Step[] {
  const by = (name: string | null): string => (name === null ? '' : ` by ${name}`);
  const { verified_how: how, outcome, kind } = request;
  const erased = Object.keys(request.progress).length;
  return [
    { title: `Received${by(request.created_by_name)}`, at: request.received_at, note: request.note || null },
    { title: `Identity checked${by(request.verified_by_name)}`, at: request.verified_at, note: how },
    { title: `Approved${by(request.approved_by_name)}`, at: request.approved_at, note: null },
    ...(kind === 'erasure' && erased > 0 && request.ended_at === null
      ? [{ title: 'Being erased', at: request.approved_at, note: `${erased} steps are done` }]
      : []),
    { title: request.state === 'rejected' ? 'Rejected' : 'Done', at: request.ended_at, note: outcome },
    ...(request.package_digest === null ? [] : [{ title: 'Downloaded', at: request.downloaded_at, note: null }]),
  ];
}

/** One request beside the list: who asks for what until when, the steps, and what came of it. */
export async function RequestPanel({ id, reader, now, mayWrite }: RequestPanelProps) {
  const { data: request, problem } = await perform(getPrivacyRequest, { privacy_request_id: id });
  if (problem !== undefined) {
    return (
      <SidePanel title="Request">
        <ErrorState title="The request did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </SidePanel>
    );
  }
  const time = (at: string) => <TimeText at={at} reader={reader} now={now} absolute />;
  const format = createFormat(reader);
  const steps = stepsOf(request);
  const next = request.state === 'rejected' ? -1 : steps.findIndex(({ at }) => at === null);
  return (
    <SidePanel
      title={`${kindWords[request.kind]}: ${request.subject}`}
      badge={<RequestState {...request} />}
      actions={mayWrite && hasActions(request) ? <RequestActions request={request} /> : undefined}
    >
      {request.problem === null ? null : <Banner tone="warning">{request.problem}</Banner>}
      <Facts
        facts={[
          { label: 'Due', value: time(request.due_at), source: lawWords[request.law] },
          ...(request.extension_reason === null ? [] : [{ label: 'Extended', value: request.extension_reason }]),
          ...(request.package_bytes === null || request.package_expires_at === null
            ? []
            : [{ label: 'Package', value: `${format.countExact(request.package_bytes)} bytes`, source: 'deleted after 14 days' }]),
          ...(request.package_digest === null ? [] : [{ label: 'SHA-256', value: <IdCell id={request.package_digest} /> }]),
          { label: 'Request', value: <IdCell id={request.id} /> },
        ]}
      />
      <h3 className="mt-6 mb-2 font-semibold text-body">Steps</h3>
      <ol className="flex flex-col">
        {steps.map(({ title, at, note }, index) =>
          at === null && request.state === 'rejected' ? null : (
            <li
              key={title}
              aria-current={index === next ? 'step' : undefined}
              className={`flex flex-col gap-1 border-b py-2 text-control ${at === null && index !== next ? 'text-quiet' : ''}`}
            >
              <span className="flex flex-wrap justify-between gap-2">
                <span className={index === next ? 'font-medium' : ''}>{title}</span>
                {at === null ? (
                  <span className="text-quiet">{index === next ? 'Next' : 'To come'}</span>
                ) : (
                  <TimeText at={at} reader={reader} now={now} />
                )}
              </span>
              {note === null ? null : <span className="break-words text-second">{note}</span>}
            </li>
          ),
        )}
      </ol>
      {request.has_certificate ? <Certificate id={request.id} progress={request.progress} /> : null}
    </SidePanel>
  );
}

function Certificate({ id, progress }: Pick<RequestRow, 'id' | 'progress'>) {
  const rows = Object.values(progress).reduce((sum, count) => sum + count, 0);
  return (
    <>
      <h3 className="mt-6 mb-2 font-semibold text-body">Certificate</h3>
      <p className="mb-3 text-control text-second">
        {`${rows} rows were erased or pseudonymized. The certificate names them, and what stays and why; it is signed with the key of the audit log.`}
      </p>
      <div className="flex gap-2">
        {(['pdf', 'json'] as const).map((format) => (
          <a
            key={format}
            href={`/api/v1/privacy/requests/${id}/certificate?format=${format}`}
            download
            className={buttonClasses({ size: 'small' })}
          >
            {format.toUpperCase()}
          </a>
        ))}
      </div>
    </>
  );
}
