import type { Metadata } from 'next';
import type { z } from 'zod';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { StatusBadge } from '#components/ui/badge.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { type Onboarding, skippableSteps } from '#lib/contracts/onboarding.ts';
import { holds } from '#lib/contracts/permissions.ts';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { getOnboarding } from '#lib/onboarding/index.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { Dismiss } from './_components/dismiss.tsx';
import { FirstCallStep } from './_components/first-call-step.tsx';
import { StepActions } from './_components/step-actions.tsx';

export const metadata: Metadata = { title: 'Set-up' };

type Progress = z.input<typeof Onboarding>;
type Step = Progress['steps'][number];

const badges = {
  done: { tone: 'success', label: 'Done' },
  open: { tone: 'warning', label: 'Open' },
  skipped: { tone: 'outline', label: 'Skipped' },
} as const;

/** What is left to do until calls flow and are counted? */
export default async function OnboardingPage() {
  const [{ reader, now, me }, { data, problem }] = await Promise.all([loadReader(), perform(getOnboarding, {})]);
  if (problem !== undefined) {
    return (
      <ErrorState title="The set-up did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const mayWrite = holds(me.permissions, 'tenant.write');
  const skipped = data.steps.filter(({ state }) => state === 'skipped').map(({ step }) => step);
  const answer = data.is_complete
    ? 'Everything is set up. Each step is what is so now; one that stops being so is open again.'
    : `${data.done} of ${data.total} steps are done. Each is found done by what really happened, so you can leave and come back.`;
  return (
    <>
      <PageBar crumbs={[{ label: 'Home' }, { label: 'Set-up' }]} />
      <PageHeader title="Set-up" answer={answer} actions={mayWrite ? <Dismiss isDismissed={data.is_dismissed} /> : undefined} />
      <ol className="flex max-w-200 flex-col px-(--gutter) pb-12">
        {data.steps.map((step, index) => (
          <StepRow key={step.step} step={step} number={index + 1} mayWrite={mayWrite} skipped={skipped} reader={reader} now={now} />
        ))}
      </ol>
    </>
  );
}

interface StepRowProps {
  step: Step;
  number: number;
  mayWrite: boolean;
  skipped: readonly Step['step'][];
  reader: Reader;
  now: string;
}

function StepRow({ step, number, mayWrite, skipped, reader, now }: StepRowProps) {
  const { tone, label } = badges[step.state];
  const isCallable = (step.step === 'key' || step.step === 'first_call') && step.state === 'open';
  return (
    <li className="flex flex-col gap-2 border-b py-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="w-5 text-quiet tabular-nums">{number}</span>
        <h2 className="font-medium">{step.title}</h2>
        <StatusBadge tone={tone}>{label}</StatusBadge>
        {step.verified_at === null ? null : (
          <span className="text-caption text-quiet">
            verified <TimeText at={step.verified_at} reader={reader} now={now} />
          </span>
        )}
      </div>
      <p className="pl-8 text-control text-second">{step.detail}</p>
      <div className="flex flex-wrap items-start gap-2 pl-8">
        {step.href === null || step.state === 'done' ? null : (
          <ButtonLink size="small" href={step.href}>
            Do it
          </ButtonLink>
        )}
        {mayWrite ? (
          <StepActions
            step={step.step}
            title={step.title}
            isSkippable={step.state !== 'done' && skippableSteps.some((one) => one === step.step)}
            isSkipped={step.state === 'skipped'}
            skipped={skipped}
          />
        ) : null}
      </div>
      {isCallable && step.step === 'first_call' && mayWrite ? (
        <div className="pl-8">
          <FirstCallStep />
        </div>
      ) : null}
    </li>
  );
}
