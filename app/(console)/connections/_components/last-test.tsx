import { Check, X } from 'lucide-react';
import { TimeText } from '#components/ui/time-text.tsx';
import type { TestStep } from '#lib/contracts/connections.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { type ConnectionRow, TestState } from './connection-columns.tsx';

const stepNames: Record<TestStep['step'], string> = {
  dns: 'Name to address',
  connect: 'Connection',
  tls: 'TLS',
  token: 'Access token',
  credential: 'Credential',
  models: 'Models',
  call: 'Smallest call',
};

function Step({ step, reader }: { step: TestStep; reader: Reader }) {
  const Mark = step.ok ? Check : X;
  return (
    <li className="grid grid-cols-[1rem_7.5rem_1fr_auto] items-baseline gap-x-2">
      <Mark aria-hidden className={`size-4 self-center ${step.ok ? 'text-success-text' : 'text-danger-text'}`} strokeWidth={1.5} />
      <span>
        {stepNames[step.step]}
        <span className="sr-only">{step.ok ? ' succeeded' : ' failed'}</span>
      </span>
      <span className="min-w-0 break-words text-second">{step.message}</span>
      <span className="whitespace-nowrap text-quiet tabular-nums">{createFormat(reader).duration(step.latency_ms)}</span>
    </li>
  );
}

export interface LastTestProps {
  connection: ConnectionRow;
  reader: Reader;
  now: string;
}

/** What came of the last test, and each step on its way. */
export function LastTest({ connection, reader, now }: LastTestProps) {
  const { test_result: result, tested_at: testedAt } = connection;
  if (result === null || testedAt === null) return <p className="text-control text-second">Not tested yet.</p>;
  const steps = result.steps ?? [];
  return (
    <div className="flex flex-col gap-2 text-control">
      <p className="flex flex-wrap items-center gap-2">
        <TestState connection={connection} /> {createFormat(reader).duration(result.latency_ms)},{' '}
        <TimeText at={testedAt} reader={reader} now={now} />
      </p>
      <p className="text-second">{result.message}</p>
      {steps.length === 0 ? null : (
        <ol aria-label="Steps of the test" className="flex flex-col gap-1">
          {steps.map((step) => (
            <Step key={step.step} step={step} reader={reader} />
          ))}
        </ol>
      )}
    </div>
  );
}
