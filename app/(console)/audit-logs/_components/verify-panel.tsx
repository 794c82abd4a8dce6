'use client';
import { useId, useState } from 'react';
import { Banner } from '#components/ui/banner.tsx';
import { Button } from '#components/ui/button.tsx';
import { Textarea } from '#components/ui/input.tsx';

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly what: string; readonly entries: number }
  | { readonly kind: 'done'; readonly entries: number; readonly faults: readonly string[]; readonly warnings: readonly string[] }
  | { readonly kind: 'failed'; readonly reason: string };

const load = () => Promise.all([import('./verify-in-browser.ts'), import('./verify-on-server.ts')]);

function Outcome({ state }: { state: State }) {
  if (state.kind === 'idle') return null;
  if (state.kind === 'running')
    return <p className="text-control text-second tabular-nums">{`${state.what}: ${state.entries} entries…`}</p>;
  if (state.kind === 'failed') return <Banner tone="warning">{`The verification did not end. ${state.reason}`}</Banner>;
  if (state.faults.length === 0)
    return <Banner tone="info">{`Whole: ${state.entries} entries, checked in this browser and in the database.`}</Banner>;
  return (
    <Banner tone="danger">
      <p className="font-medium">{`Not whole: ${state.faults.length} ${state.faults.length === 1 ? 'fault' : 'faults'}.`}</p>
      <ul className="mt-1 list-disc pl-5">
        {state.faults.slice(0, 20).map((fault) => (
          <li key={fault}>{fault}</li>
        ))}
      </ul>
    </Banner>
  );
}

/** Verifies the whole log: the export in this browser, the tables on the server. */
export function VerifyPanel({ keys }: { keys: readonly string[] }) {
  const [state, setState] = useState<State>({ kind: 'idle' });
  const [kept, setKept] = useState('');
  const id = useId();
  const verify = async (): Promise<void> => {
    const running = (what: string) => (entries: number) => setState({ kind: 'running', what, entries });
    running('In this browser')(0);
    try {
      const [{ verifyInBrowser }, { verifyOnServer }] = await load();
      // A note ends with a line end, which copying it tends to lose.
      const checkpoints = kept.trim() === '' ? [] : [`${kept.trim()}\n`];
      const report = await verifyInBrowser(keys, checkpoints, running('In this browser'));
      const inside = await verifyOnServer(running('In the database'));
      setState({ kind: 'done', entries: report.entries, faults: [...report.faults, ...inside], warnings: report.warnings });
    } catch (error) {
      setState({ kind: 'failed', reason: error instanceof Error ? error.message : 'Try again.' });
    }
  };
  return (
    <div className="flex flex-col gap-3">
      <label className="text-control text-second" htmlFor={id}>
        A checkpoint that you kept (optional)
      </label>
      <Textarea
        id={id}
        rows={5}
        className="font-mono text-caption"
        spellCheck={false}
        value={kept}
        onChange={(event) => setKept(event.target.value)}
      />
      <div>
        <Button variant="primary" busy={state.kind === 'running'} onClick={() => void verify()}>
          Verify
        </Button>
      </div>
      <div aria-live="polite">
        <Outcome state={state} />
        {state.kind === 'done' ? (
          <ul className="mt-2 flex flex-col gap-1 text-caption text-quiet">
            {state.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        ) : null}
      </div>
    </div>
  );
}
