'use client';
import { DefinitionEditor } from '../../policies/_components/definition-editor.tsx';
import { publishGuardrailAction, saveGuardrailDraftAction } from '../actions.ts';
import { GuardrailTrial } from './guardrail-trial.tsx';
import type { GuardrailRow } from './guardrail-words.ts';

const consequences = {
  shadow: 'What it finds is noted in the record of each call, and no call is changed.',
  active: 'Every call that it is for is looked at from within 2 s on.',
} as const;

/** What a guardrail looks for as JSON, tried on a text while it is typed, then published. */
export function GuardrailEditor({ guardrail, mayWrite, mayPublish }: { guardrail: GuardrailRow; mayWrite: boolean; mayPublish: boolean }) {
  return (
    <DefinitionEditor
      subject={guardrail}
      mayWrite={mayWrite}
      mayPublish={mayPublish}
      title="What it looks for"
      subtitle="docs/guardrails.md lists all checks and actions."
      hint="Side, check and action, as JSON."
      consequences={consequences}
      save={saveGuardrailDraftAction}
      publish={publishGuardrailAction}
      trial={(text) => <GuardrailTrial definition={text} />}
    />
  );
}
