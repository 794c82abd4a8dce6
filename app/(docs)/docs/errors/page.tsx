import type { Metadata } from 'next';
import { errorCatalogue } from '#lib/core/errors.ts';
import { DocsPage } from '../_components/docs-page.tsx';

export const metadata: Metadata = { title: 'Errors' };

/** Every code, by status. */
export default function ErrorsPage() {
  const byStatus = Map.groupBy(Object.entries(errorCatalogue), ([, entry]) => entry.status);
  const groups = [...byStatus].sort(([left], [right]) => left - right);
  return (
    <DocsPage
      title="Errors"
      lead="A code never changes its meaning. The management API answers with problem details (RFC 9457), the gateway in the shape of the protocol that was spoken; both carry the code and the request id."
    >
      <div className="flex flex-col gap-6">
        {groups.map(([status, entries]) => (
          <section key={status} aria-labelledby={`status-${status}`}>
            <h2 id={`status-${status}`} className="mb-2 font-medium text-control text-quiet tabular-nums">
              {status}
            </h2>
            <dl className="divide-y divide-hairline border-hairline border-y">
              {entries.map(([code, { title }]) => (
                <div key={code} className="grid gap-x-4 py-2 sm:grid-cols-[16rem_minmax(0,1fr)]">
                  <dt>
                    <a href={`/docs/errors/${code}`} className="font-mono text-brand-text text-control hover:underline">
                      {code}
                    </a>
                  </dt>
                  <dd>{title}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </DocsPage>
  );
}
