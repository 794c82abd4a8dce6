import { Badge, StatusBadge } from '#components/ui/badge.tsx';
import { DiffView } from '#components/ui/diff-view.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listPolicyVersions } from '#lib/policies/index.ts';
import type { PolicyRow } from './policy-words.ts';
import { RollBackPolicy } from './roll-back-policy.tsx';

export interface PolicyVersionsProps {
  policy: PolicyRow;
  mayPublish: boolean;
  reader: Reader;
  now: string;
}

/** Everything that was ever published, newest first, each with what it changed. */
export async function PolicyVersions({ policy, mayPublish, reader, now }: PolicyVersionsProps) {
  const { data, problem } = await perform(listPolicyVersions, { policy_id: policy.id });
  if (problem !== undefined) {
    return (
      <ErrorState title="The versions did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  if (data.data.length === 0)
    return <EmptyState title="Nothing is published yet">The first version appears here when you publish the draft.</EmptyState>;
  const format = createFormat(reader);
  return (
    <ol className="flex flex-col gap-4 px-(--gutter) pt-4 pb-12">
      {data.data.map(({ number, note, is_active, is_shadow, created_at, created_by_name, changes }) => (
        <li key={number} className="rounded-xl border bg-surface p-4">
          <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
            <h2 className="flex items-center gap-2 font-semibold text-body tabular-nums">
              {`v${number}`}
              {is_active ? <StatusBadge tone="success">In force</StatusBadge> : null}
              {is_shadow ? <Badge>Watches</Badge> : null}
            </h2>
            {mayPublish && policy.active_version !== null && number < policy.active_version ? (
              <RollBackPolicy policyId={policy.id} name={policy.name} number={number} current={policy.active_version} />
            ) : null}
          </div>
          <p className="mb-3 text-control text-quiet" dir="auto">
            {`${format.dateTime(new Date(created_at), new Date(now))} · ${created_by_name ?? 'somebody'}${note === '' ? '' : ` · ${note}`}`}
          </p>
          {changes.length === 0 ? null : (
            <DiffView
              label={`Changes of v${number}`}
              changes={changes.map(({ pointer, before, after }) => ({
                label: pointer,
                before: before ?? undefined,
                after: after ?? undefined,
              }))}
            />
          )}
        </li>
      ))}
    </ol>
  );
}
