import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { operations } from '#lib/contracts/operations.ts';
import { type ErrorCode, errorCatalogue } from '#lib/core/errors.ts';
import { DocsPage } from '../../_components/docs-page.tsx';
import { referenceHref } from '../../_components/operation-groups.ts';

interface PageProps {
  params: Promise<{ code: string }>;
}

const codeFrom = (text: string): ErrorCode | undefined =>
  // The type of an object's keys is lost in Object.keys; it is regained by looking the text up among them.
  (Object.keys(errorCatalogue) as ErrorCode[]).find((code) => code === text);

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: (await params).code };
}

function example(code: ErrorCode): string {
  const { status, title, remedy } = errorCatalogue[code];
  const problem = { type: `/docs/errors/${code}`, title, status, detail: remedy, code, request_id: 'req_01jdnhwyg0e008000000000001' };
  return JSON.stringify(problem, null, 2);
}

/** The page that the `type` of every problem points to. */
export default async function ErrorPage({ params }: PageProps) {
  const code = codeFrom((await params).code);
  if (code === undefined) notFound();
  const { status, title, remedy, retryable, openAiType } = errorCatalogue[code];
  const declaring = operations.filter(({ errors = [] }) => errors.includes(code));
  const facts: readonly (readonly [string, string])[] = [
    ['Status', String(status)],
    ['Try again', retryable ? 'Yes, the same request can succeed later.' : 'No, the same request fails again.'],
    ['Type in the gateway', openAiType],
  ];
  return (
    <DocsPage title={title} lead={remedy}>
      <dl className="mb-8 grid max-w-160 grid-cols-[10rem_minmax(0,1fr)] gap-y-2">
        <dt className="text-quiet">Code</dt>
        <dd className="font-mono text-control">{code}</dd>
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-quiet">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h2 className="mb-2 font-medium">In the management API</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className="mb-8 overflow-x-auto rounded-md bg-sunken p-3 font-mono text-caption" tabIndex={0}>
        {example(code)}
      </pre>
      {declaring.length === 0 ? null : (
        <>
          <h2 className="mb-2 font-medium">Operations that answer with it</h2>
          <ul className="flex flex-wrap gap-x-4 gap-y-1 font-mono text-control">
            {declaring.map((operation) => (
              <li key={operation.name}>
                <a href={referenceHref(operation)} className="text-brand-text hover:underline">
                  {operation.name}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </DocsPage>
  );
}
