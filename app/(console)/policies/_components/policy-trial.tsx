'use client';
import { useEffect, useId, useRef, useState } from 'react';
import { Card } from '#components/ui/card.tsx';
import { Field } from '#components/ui/field.tsx';
import { Textarea } from '#components/ui/input.tsx';
import { testPolicyAction } from '../actions.ts';
import type { PolicyRow } from './policy-words.ts';
import { faultText, readJson } from './read-json.ts';
import { type Trial, TrialResult } from './trial-result.tsx';

/** How long nobody types before the call is tried. */
const quietMs = 600;
const firstSample = JSON.stringify({ model: 'gpt-4o', provider: 'openai', input_tokens: 1200, 'tags.app': 'portal' }, null, 2);

export interface PolicyTrialProps {
  /** The definition as it stands in the editor, as JSON. */
  definition: string;
  scope: PolicyRow['scope'];
  /** What is wrong with the definition, in words; undefined where nothing is. */
  onFault: (fault: string | undefined) => void;
}

/** Tries a made-up call on the definition, while either is typed. */
export function PolicyTrial({ definition, scope, onFault }: PolicyTrialProps) {
  const id = useId();
  const [sample, setSample] = useState(firstSample);
  const [fault, setFault] = useState<string>();
  const [trial, setTrial] = useState<Trial>();
  const turn = useRef(0);
  useEffect(() => {
    turn.current += 1;
    const own = turn.current;
    const timer = setTimeout(async () => {
      const [rules, call] = [readJson(definition), readJson(sample)];
      onFault(rules.fault);
      setFault(call.fault);
      if (rules.fault !== undefined || call.fault !== undefined) return;
      const { data, problem } = await testPolicyAction({ definition: rules.value, scope, sample: call.value });
      // An answer that comes after a later question says nothing any more.
      if (own !== turn.current) return;
      setTrial(data);
      const words = problem === undefined ? undefined : faultText(problem);
      const isOfSample = problem?.errors?.every(({ pointer }) => pointer?.startsWith('/sample')) === true;
      onFault(isOfSample ? undefined : words);
      setFault(isOfSample ? words : undefined);
    }, quietMs);
    return () => clearTimeout(timer);
  }, [definition, sample, scope, onFault]);
  return (
    <Card title="Try it" subtitle="On a call that you make up, while you type; nothing is sent and nothing saved.">
      <div className="flex flex-col gap-3">
        <Field id={id} label="Call" hint="Fields as conditions name them; money in dollars." error={fault}>
          {(control) => (
            <Textarea
              {...control}
              rows={9}
              spellCheck={false}
              className="font-mono"
              value={sample}
              onChange={({ target }) => setSample(target.value)}
            />
          )}
        </Field>
        {trial === undefined ? null : <TrialResult trial={trial} />}
      </div>
    </Card>
  );
}
