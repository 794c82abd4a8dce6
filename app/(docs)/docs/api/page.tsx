import type { Metadata } from 'next';
import { DocsPage } from '../_components/docs-page.tsx';
import { operationGroups, referenceHref } from '../_components/operation-groups.ts';

export const metadata: Metadata = { title: 'Management API' };

/** What the management API can do, in a line each; the details stand on a page for each group. */
export default function ApiReferencePage() {
  return (
    <DocsPage
      title="Management API"
      lead={
        <>
          JSON in snake_case over HTTPS, below <code className="font-mono">/api/v1</code>. Ids are prefixed and sort by time; times are RFC
          3339 in UTC; unknown fields are refused. Lists answer with <code className="font-mono">data</code> and{' '}
          <code className="font-mono">next_cursor</code>. Writes take Idempotency-Key, changes If-Match with the ETag that reading gave.
        </>
      }
    >
      {operationGroups.map(({ name, title, operations }) => (
        <section key={name} aria-labelledby={`group-${name}`} className="mb-8">
          <h2 id={`group-${name}`} className="mb-2 font-semibold text-lead">
            <a href={`/docs/api/${name}`} className="hover:underline">
              {title}
            </a>
          </h2>
          <ul>
            {operations.map((operation) => (
              <li key={operation.name} className="border-hairline border-t py-1.5">
                <a href={referenceHref(operation)} className="inline-flex min-h-6 items-center text-brand-text hover:underline">
                  {operation.summary}
                </a>
                <p className="break-all font-mono text-caption text-second">
                  {operation.http.method} /api/v1{operation.http.path}
                </p>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </DocsPage>
  );
}
