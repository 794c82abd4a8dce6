'use client';
import { useState } from 'react';
import { nanoOf } from '#components/budgets/budget-words.ts';
import { useFormState } from '#components/forms/form-context.ts';
import { useFormat } from '#components/shell/preferences.tsx';
import { Button } from '#components/ui/button.tsx';
import { suggestBudgetAction } from '../actions.ts';

const asked = [
  'scope',
  'department_id',
  'team_id',
  'user_id',
  'key_id',
  'project_id',
  'environment_id',
  'cost_center_id',
  'provider',
  'model',
  'tag',
  'period',
  'time_zone',
];

/** Asks what the chosen scope has spent, and offers a limit that follows from it. */
export function SuggestedLimit() {
  const form = useFormState();
  const format = useFormat();
  const [answer, setAnswer] = useState<{ text: string; limit?: string }>();
  const [busy, setBusy] = useState(false);
  const isAskable = form.values.scope !== undefined && form.values.period !== 'fixed';
  const ask = async (): Promise<void> => {
    setBusy(true);
    const given = Object.fromEntries(asked.flatMap((name) => (form.values[name] === undefined ? [] : [[name, form.values[name]]])));
    const { data, problem } = await suggestBudgetAction(given);
    setBusy(false);
    if (problem !== undefined) setAnswer({ text: problem.detail });
    else if (data.suggested_limit_usd === null) setAnswer({ text: 'No whole period of calls to go by yet.' });
    else {
      const [last] = data.periods;
      const text = `${format.moneySum(nanoOf(data.suggested_limit_usd))} fits: the last whole period came to ${format.moneySum(nanoOf(last?.spent_usd ?? '0'))}, the running one to ${format.moneySum(nanoOf(data.running.spent_usd))}. ${data.formula}`;
      setAnswer({ text, limit: data.suggested_limit_usd });
    }
  };
  const { limit } = answer ?? {};
  return (
    <div className="-mt-2 flex flex-wrap items-center gap-2">
      <Button
        size="small"
        busy={busy}
        disabledReason={isAskable ? undefined : 'Choose first what the budget is for, and a period that repeats.'}
        onClick={() => void ask()}
      >
        Suggest a limit
      </Button>
      {limit === undefined ? null : (
        <Button size="small" variant="ghost" onClick={() => form.set('limit_usd', limit)}>
          Use it
        </Button>
      )}
      <output className="basis-full text-control text-quiet">{answer?.text}</output>
    </div>
  );
}
