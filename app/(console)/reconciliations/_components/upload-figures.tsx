'use client';
import { useRouter } from 'next/navigation';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Select, type SelectOption } from '#components/ui/select.tsx';

/** A provider's file, sent as it is; what is wrong with it is said with its lines. */
export function UploadFigures({ providers }: { providers: readonly SelectOption[] }) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [providerId, fileId] = [useId(), useId()];
  const send = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const file = form.get('file');
    if (!(file instanceof File) || file.size === 0) return setProblem('Choose a CSV file first.');
    setBusy(true);
    setProblem(undefined);
    try {
      const address = `/api/v1/reconciliations?provider=${encodeURIComponent(String(form.get('provider')))}`;
      const answer = await fetch(address, { method: 'POST', headers: { 'content-type': 'text/csv' }, body: file });
      const body = await answer.json();
      if (answer.ok) router.push(`/reconciliations?open=${body.id}`);
      else setProblem([body.detail ?? body.title, ...(body.errors ?? []).slice(0, 3).map(lineOf)].join(' '));
    } catch {
      setProblem('The file could not be sent. Nothing was compared; try again.');
    }
    setBusy(false);
  };
  return (
    <form onSubmit={send} className="flex flex-wrap items-end gap-3 border-b px-(--gutter) py-3" aria-label="Compare a file">
      <div className="flex w-44 flex-col gap-1 text-control">
        <label htmlFor={providerId}>Provider</label>
        <Select id={providerId} name="provider" options={providers} />
      </div>
      <div className="flex min-w-0 flex-col gap-1 text-control">
        <label htmlFor={fileId}>Usage or cost export (CSV)</label>
        <input id={fileId} name="file" type="file" accept=".csv,text/csv" className="h-8 max-w-full" />
      </div>
      <Button type="submit" variant="primary" busy={busy}>
        Compare
      </Button>
      {problem === undefined ? null : (
        <p role="alert" className="w-full text-control text-danger-text">
          {problem}
        </p>
      )}
    </form>
  );
}

const lineOf = ({ pointer, detail }: { pointer: string; detail: string }): string => `${pointer.replace('/lines/', 'Line ')}: ${detail}.`;
