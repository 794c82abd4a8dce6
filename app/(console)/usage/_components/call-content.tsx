'use client';
import { useState, useTransition } from 'react';
import { Button } from '#components/ui/button.tsx';
import { JsonView } from '#components/ui/json-view.tsx';
import { readCallContentAction } from '../../data-classes/actions.ts';

type Content = NonNullable<Awaited<ReturnType<typeof readCallContentAction>>['data']>;

/** What was said in a call, behind a step of its own: opening it is an entry in the audit log. */
export function CallContent({ requestId }: { requestId: string }) {
  const [content, setContent] = useState<Content | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [isPending, start] = useTransition();
  const reveal = (): void =>
    start(async () => {
      const { data, problem } = await readCallContentAction(requestId);
      setContent(data ?? null);
      setFault(problem === undefined ? null : problem.code === 'not_found' ? 'Nothing of this call is kept.' : problem.detail);
    });
  return (
    <section aria-label="Content">
      <h3 className="mt-6 mb-2 font-semibold text-body">Content</h3>
      {content === null ? (
        <div className="flex flex-wrap items-center gap-3">
          <Button size="small" onClick={reveal} busy={isPending}>
            Reveal
          </Button>
          <span className="text-control text-quiet">{fault ?? 'The audit log says who read it.'}</span>
        </div>
      ) : (
        <div className="flex flex-col gap-4">
          <Said title="Request" said={content.request} />
          <Said title="Answer" said={content.answer} />
        </div>
      )}
    </section>
  );
}

function Said({ title, said }: { title: string; said: Content['request'] }) {
  const size = `${said.bytes.toLocaleString('en')} bytes${said.is_truncated ? ', cut off here' : ''}`;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <p className="text-caption text-quiet">{`${title} · ${size}`}</p>
      {said.text === null ? (
        <p className="text-control text-second">Only its size is kept.</p>
      ) : (
        <JsonView label={title} text={said.text} redaction="[" />
      )}
    </div>
  );
}
