import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { buttonClasses } from '#components/ui/button.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { performOr404 } from '#lib/http/page-invocation.ts';
import { getLineage } from '#lib/lineage/index.ts';
import { loadReader } from '../../../_shell/load-reader.ts';
import { lineageSteps } from '../_components/lineage-steps.tsx';

export const metadata: Metadata = { title: 'Lineage · Usage log' };

/** What became of this call, from who made it to the proof of it? */
export default async function LineagePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const [{ reader, now }, { data, problem }] = await Promise.all([loadReader(), performOr404(getLineage, { request_id: id })]);
  const isProved = data?.audit?.sealed === true;
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Usage log', href: '/usage' }, { label: 'Lineage' }]} />
      <PageHeader
        title="Lineage of a call"
        answer="Every station on its way, each from the record that holds it."
        actions={
          isProved ? (
            <a href={`/api/v1/lineage/${id}/proof`} download className={buttonClasses({ size: 'small' })}>
              Download proof
            </a>
          ) : undefined
        }
      />
      <div className="px-(--gutter) pb-16">
        {problem === undefined ? (
          <ol className="flex max-w-180 flex-col">
            {lineageSteps(data, { reader, now }).map(({ id: step, title, answer, facts }, index, all) => (
              <li key={step} className="flex gap-4">
                <div aria-hidden className="flex w-3 flex-col items-center">
                  <span className="mt-1.5 size-3 shrink-0 rounded-full border-2 border-brand bg-surface" />
                  {index === all.length - 1 ? null : <span className="w-px flex-1 bg-control-edge" />}
                </div>
                <section className="min-w-0 flex-1 pb-8">
                  <h2 className="font-semibold text-body">{title}</h2>
                  <p className="mb-3 break-words text-control text-second">{answer}</p>
                  {facts.length === 0 ? null : <Facts facts={facts} />}
                </section>
              </li>
            ))}
          </ol>
        ) : (
          <ErrorState title="The lineage did not load" requestId={problem.request_id}>
            {problem.detail}
          </ErrorState>
        )}
      </div>
    </>
  );
}
