'use client';
import { useRouter } from 'next/navigation';
import { SwitchField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { toast } from '#components/ui/toast.ts';
import { saveRuleAction } from '../actions.ts';
import type { RuleText } from './rule-text.ts';

/** Fetched once the page stands. */
const schema = () => import('./rule-text.ts').then((module) => module.ruleTextSchema);

export interface RuleFormProps {
  rule: RuleText;
  /** Null for a new one. */
  formerName: string | null;
  version: number;
}

/** One rule: whose requests it is for, and what it does to them. */
export function RuleForm({ rule, formerName, version }: RuleFormProps) {
  const router = useRouter();
  return (
    <Form<unknown>
      schema={schema}
      initial={{ ...rule }}
      version={version}
      submitLabel={formerName === null ? 'Create rule' : 'Save rule'}
      secondary={<ButtonLink href="/transformations">Cancel</ButtonLink>}
      submit={(values, options) => saveRuleAction(formerName, values, options)}
      onDone={() => {
        toast({ tone: 'success', text: 'The rule holds in every process within 2 s.' });
        router.push('/transformations');
      }}
    >
      <TextField name="name" label="Name" mono hint="Lower-case letters, digits and dashes. Answers say which rules acted, by this name." />
      <SwitchField name="enabled" label="Switched on" />
      <h2 className="pt-2 font-semibold text-body">Whose requests</h2>
      <TextField
        name="models"
        label="Models and routes"
        optional
        mono
        inherited="All"
        hint="Names as callers write them; * stands for any characters."
      />
      <TextField name="team_ids" label="Teams" optional mono inherited="All" hint="Ids such as team_01…, with commas between." />
      <TextField name="key_ids" label="Virtual keys" optional mono inherited="All" hint="Ids such as key_01…, with commas between." />
      <h2 className="pt-2 font-semibold text-body">What it does</h2>
      <TextField name="model" label="Ask this model instead" optional mono />
      <CountField name="output_tokens_max" label="Longest answer" optional unit="tokens" />
      <TextareaField name="forced" label="Parameters to set" optional rows={3} hint="One a line, such as /temperature = 0.2" />
      <TextareaField
        name="defaults"
        label="Parameters to set where there are none"
        optional
        rows={3}
        hint="One a line, such as /reasoning/effort = low"
      />
      <TextareaField name="removed" label="Parameters to take away" optional rows={2} hint="One a line, such as /logit_bias" />
      <TextareaField
        name="add_headers"
        label="Headers to send"
        optional
        rows={2}
        hint="One a line, such as X-Cost-Center: 4711. Never a credential."
      />
      <TextareaField name="remove_headers" label="Headers to leave out" optional rows={2} hint="One a line, such as openai-beta" />
    </Form>
  );
}
