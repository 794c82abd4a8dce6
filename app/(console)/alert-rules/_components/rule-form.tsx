'use client';
import { useRouter } from 'next/navigation';
import { SelectField, SwitchField } from '#components/forms/choice-fields.tsx';
import { FieldGroup } from '#components/forms/field-group.tsx';
import { Form } from '#components/forms/form.tsx';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { toast } from '#components/ui/toast.ts';
import { RoutingFields } from '../../alerts/_components/routing-fields.tsx';
import { createRuleAction, currentRuleAction, updateRuleAction } from '../actions.ts';
import { ActionFields } from './action-fields.tsx';
import { FilterFields } from './filter-fields.tsx';
import type { RuleChoices } from './rule-choices.ts';
import type { RuleRow } from './rule-columns.tsx';
import { ruleInput, ruleValues } from './rule-values.ts';
import { TryRule } from './try-rule.tsx';

const windows = ['5', '15', '30', '60', '180', '360', '720', '1440'] as const;
const windowWords = ['5 minutes', '15 minutes', '30 minutes', '1 hour', '3 hours', '6 hours', '12 hours', '1 day'];
const severities = [
  { value: 'info', label: 'Info' },
  { value: 'warning', label: 'Warning' },
  { value: 'critical', label: 'Critical' },
];
/** Fetched once the page stands. */
const schema = () => import('./rule-schema.ts').then(({ ruleSchema }) => ruleSchema);

export interface RuleFormProps {
  /** Null for a new one. */
  rule: RuleRow | null;
  choices: RuleChoices;
}

/** A condition, of which calls, how long it must hold, who is told, and what is done. */
export function RuleForm({ rule, choices }: RuleFormProps) {
  const router = useRouter();
  const loadCurrent = async () => {
    const { data } = await currentRuleAction(rule?.id ?? '');
    if (data === undefined) throw new Error('The rule did not load');
    return { values: ruleValues(data, choices.channels), version: data.version };
  };
  return (
    <Form<{ id: string; name: string }>
      schema={schema}
      initial={ruleValues(rule, choices.channels)}
      {...(rule === null ? {} : { version: rule.version, loadCurrent })}
      submitLabel={rule === null ? 'Create rule' : 'Save'}
      secondary={<ButtonLink href="/alert-rules">Cancel</ButtonLink>}
      submit={(values, options) =>
        rule === null
          ? createRuleAction(ruleInput(values), options)
          : updateRuleAction({ ...ruleInput(values), alert_rule_id: rule.id }, options)
      }
      onDone={({ id, name }) => {
        toast({ tone: 'success', text: `${name} is looked at once a minute.` });
        router.push(`/alert-rules/${id}`);
        router.refresh();
      }}
    >
      <TextField name="name" label="Name" />
      <TextareaField name="description" label="What to do about it" rows={2} optional hint="For whoever is woken by it." />
      <TextareaField
        name="expression"
        label="When"
        rows={2}
        hint="Such as requests_per_minute > baseline * 3, cost > $20, latency_p95 > 2s. A baseline is the median of this time of the day in two weeks."
      />
      <SelectField name="window_minutes" label="Over" options={windows.map((value, at) => ({ value, label: windowWords[at] ?? value }))} />
      <CountField name="for_minutes" label="Must hold for" unit="minutes" />
      <CountField name="cool_down_minutes" label="Rests after an alert for" unit="minutes" />
      <FilterFields choices={choices} />
      <TryRule />
      <FieldGroup title="Who is told">
        <SelectField name="severity" label="Severity" options={severities} />
        <RoutingFields name="routing" channels={choices.channels} />
        <SwitchField name="opens_incident" label="Open an incident" hint="For what needs a timeline that several people write." />
      </FieldGroup>
      <ActionFields choices={choices} />
    </Form>
  );
}
