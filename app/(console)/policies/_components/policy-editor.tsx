'use client';
import { publishPolicyAction, savePolicyDraftAction } from '../actions.ts';
import { ConditionBuilder } from './condition-builder.tsx';
import { DefinitionEditor } from './definition-editor.tsx';
import { type NotifyChoices, NotifyPicker } from './notify-picker.tsx';
import { PolicyTrial } from './policy-trial.tsx';
import type { PolicyRow } from './policy-words.ts';

const consequences = {
  shadow: 'It is noted in the record of each call that it is about, and changes none.',
  active: 'Every call that it is about follows it within 2 s. One click goes back to the version before.',
} as const;

export interface PolicyEditorProps {
  policy: PolicyRow;
  mayWrite: boolean;
  mayPublish: boolean;
  choices: NotifyChoices;
}

/** The rules as rows, with whom they tell by name, and as JSON; tried on a made-up call before they are saved. */
export function PolicyEditor({ policy, mayWrite, mayPublish, choices }: PolicyEditorProps) {
  return (
    <DefinitionEditor
      subject={policy}
      mayWrite={mayWrite}
      mayPublish={mayPublish}
      title="Rules"
      subtitle="docs/policies.md lists all fields, operators and actions."
      hint="Conditions, actions, exceptions and priority, as JSON."
      consequences={consequences}
      save={savePolicyDraftAction}
      publish={publishPolicyAction}
      builder={(text, onChange) => (
        <>
          <ConditionBuilder text={text} onChange={onChange} />
          <NotifyPicker text={text} onChange={onChange} choices={choices} />
        </>
      )}
      trial={(text, onFault) => <PolicyTrial definition={text} scope={policy.scope} onFault={onFault} />}
    />
  );
}
