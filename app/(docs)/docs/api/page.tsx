import type { Metadata } from 'next';
import { operations } from '#lib/contracts/operations.ts';
import { DocsPage } from '../_components/docs-page.tsx';
import { OperationSection } from './_components/operation-section.tsx';

export const metadata: Metadata = { title: 'Management API' };

const groupOf = (path: string): string => path.split('/')[1] ?? '';
const titleOf = (group: string): string => (group.charAt(0).toUpperCase() + group.slice(1)).replaceAll('-', ' ');

/** The reference of the management API, made from the declarations that it runs on. */
export default function ApiReferencePage() {
  const groups = [...Map.groupBy(operations, ({ http }) => groupOf(http.path))].sort(([left], [right]) => left.localeCompare(right, 'en'));
  const contents = (
    <nav aria-label="Operations" className="self-start text-control md:sticky md:top-8 md:max-h-[calc(100dvh-4rem)] md:overflow-y-auto">
      <ul className="flex flex-col gap-3">
        {groups.map(([group, members]) => (
          <li key={group}>
            <a href={`#group-${group}`} className="inline-flex min-h-6 items-center font-medium hover:underline">
              {titleOf(group)}
            </a>
            <ul>
              {members.map(({ name }) => (
                <li key={name}>
                  <a href={`#${name}`} className="inline-flex min-h-6 items-center text-second hover:text-ink hover:underline">
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </nav>
  );
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
      contents={contents}
    >
      {groups.map(([group, members]) => (
        <section key={group} aria-labelledby={`group-${group}`} className="mb-8">
          <h2 id={`group-${group}`} className="mb-2 scroll-mt-4 font-semibold text-lead">
            {titleOf(group)}
          </h2>
          {members.map((operation) => (
            <OperationSection key={operation.name} operation={operation} />
          ))}
        </section>
      ))}
    </DocsPage>
  );
}
