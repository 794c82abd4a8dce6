'use client';
import { useState } from 'react';
import { useFormState } from '#components/forms/form-context.ts';
import { nestValues } from '#components/forms/form-values.ts';
import { Button } from '#components/ui/button.tsx';
import { tryRuleAction } from '../actions.ts';

const numberOf = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

/** Tries what is typed on the last 30 days. */
export function TryRule() {
  const { values } = useFormState();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const run = async (): Promise<void> => {
    setBusy(true);
    const { data, problem } = await tryRuleAction({
      expression: String(values.expression ?? ''),
      filters: nestValues(values).filters ?? {},
      window_minutes: Number(values.window_minutes),
      for_minutes: numberOf(values.for_minutes, 0),
      cool_down_minutes: numberOf(values.cool_down_minutes, 60),
    });
    setBusy(false);
    if (data === undefined) return setSaid(problem?.detail ?? 'The past did not load.');
    if (!data.canPreview) return setSaid('It asks for what has no history, such as budgets: it cannot be tried on the past.');
    const times = data.count === 1 ? 'once' : `${data.count} times`;
    const past = data.count === 0 ? 'It would not have fired' : `It would have fired ${times}`;
    const flat = data.isExact ? '' : ' Windows below an hour are looked at as whole hours here, so bursts may be missed.';
    setSaid(`${past} in the last 30 days.${flat}`);
  };
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button size="small" busy={busy} onClick={() => void run()}>
        Try on the last 30 days
      </Button>
      <span role="status" className="text-control text-second">
        {said}
      </span>
    </div>
  );
}
