import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DocsPage } from '../../_components/docs-page.tsx';
import { operationGroups } from '../../_components/operation-groups.ts';
import { OperationSection } from '../_components/operation-section.tsx';

interface PageProps {
  params: Promise<{ group: string }>;
}

const groupNamed = (wanted: string) => operationGroups.find(({ name }) => name === wanted);

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: groupNamed((await params).group)?.title ?? 'Management API' };
}

/** The operations below one part of the path, made from the declarations that they run on. */
export default async function OperationGroupPage({ params }: PageProps) {
  const group = groupNamed((await params).group);
  if (group === undefined) notFound();
  const contents = (
    <nav aria-label="Operations" className="self-start text-control md:sticky md:top-8 md:max-h-[calc(100dvh-4rem)] md:overflow-y-auto">
      <ul>
        {group.operations.map(({ name }) => (
          <li key={name}>
            <a href={`#${name}`} className="inline-flex min-h-6 items-center break-all text-second hover:text-ink hover:underline">
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
  return (
    <DocsPage
      title={group.title}
      lead={
        <>
          Operations below <code className="font-mono">/api/v1/{group.name}</code>. What holds for all of them stands in the{' '}
          <a href="/docs/api" className="text-brand-text underline">
            overview
          </a>
          .
        </>
      }
      contents={contents}
    >
      {group.operations.map((operation) => (
        <OperationSection key={operation.name} operation={operation} />
      ))}
    </DocsPage>
  );
}
