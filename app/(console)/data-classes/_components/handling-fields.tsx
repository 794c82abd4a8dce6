'use client';
import { SwitchField } from '#components/forms/choice-fields.tsx';
import { ChoicesField } from '#components/forms/choices-field.tsx';
import { CountField } from '#components/forms/quantity-fields.tsx';
import type { HandlingRequirements } from '#lib/contracts/data-classes.ts';
import { regionOptions } from '../../connections/_components/region-options.ts';

export interface HandlingFieldsProps {
  /** Where the requirements lie in the form: `levels.restricted.handling_requirements`. */
  path: string;
  /** In words, what of it holds already, whatever is set here. */
  inherited?: Readonly<Partial<Record<keyof HandlingRequirements, string>>>;
}

/** What must hold for calls of a class. */
export function HandlingFields({ path, inherited = {} }: HandlingFieldsProps) {
  const hint = (field: keyof HandlingRequirements, text?: string): { hint?: string } => {
    const words = [text, inherited[field]].filter((part) => part !== undefined).join(' ');
    return words === '' ? {} : { hint: words };
  };
  return (
    <>
      <ChoicesField
        name={`${path}.geographic_restrictions`}
        label="Regions of connections"
        {...hint('geographic_restrictions', 'Only these are called; all where none is named.')}
        options={regionOptions}
        optional
      />
      <CountField
        name={`${path}.retention_period_days`}
        label="Kept at most"
        unit="days"
        optional
        {...hint('retention_period_days', 'Prompts and answers, where any are kept.')}
      />
      <SwitchField name={`${path}.encryption_required`} label="Only encrypted connections" {...hint('encryption_required')} />
      <SwitchField name={`${path}.access_logging`} label="Note every call in the content log" {...hint('access_logging')} />
      <SwitchField name={`${path}.approval_required`} label="Each call needs an approval" {...hint('approval_required')} />
      <SwitchField
        name={`${path}.readable_only`}
        label="Only what can be read"
        {...hint('readable_only', 'Pictures, sound and files that are no text are refused, because nobody could look at them.')}
      />
    </>
  );
}
