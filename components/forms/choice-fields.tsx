'use client';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { Combobox, type ComboboxOption } from '#components/ui/combobox.tsx';
import { Field } from '#components/ui/field.tsx';
import { Select, type SelectOption } from '#components/ui/select.tsx';
import { Switch } from '#components/ui/switch.tsx';
import { useField } from './form-context.ts';
import { type FormFieldProps, textOf } from './text-fields.tsx';

export interface SelectFieldProps extends FormFieldProps {
  options: readonly SelectOption[];
}

/** One of a few; an empty choice is offered where the field is optional or inherits. */
export function SelectField({ name, label, hint, optional = false, inherited, options }: SelectFieldProps) {
  const field = useField(name, label);
  const placeholder = inherited ?? (optional || field.value === undefined ? 'Choose…' : undefined);
  return (
    <Field id={field.id} label={label} hint={hint} error={field.error} optional={optional}>
      {(control) => (
        <Select
          {...control}
          name={name}
          options={options}
          {...(placeholder === undefined ? {} : { placeholder })}
          value={textOf(field.value)}
          onChange={(event) => field.set(event.target.value === '' ? undefined : event.target.value)}
          onBlur={field.leave}
        />
      )}
    </Field>
  );
}

export interface ComboboxFieldProps extends FormFieldProps {
  options: readonly ComboboxOption[];
  onSearch?: (text: string) => void;
  emptyText?: string;
}

/** One of many: a model, a person, a team. */
export function ComboboxField({ name, label, hint, optional = false, inherited, options, ...search }: ComboboxFieldProps) {
  const field = useField(name, label);
  return (
    <Field id={field.id} label={label} hint={hint} error={field.error} optional={optional}>
      {(control) => (
        <Combobox
          {...control}
          {...search}
          options={options}
          {...(inherited === undefined ? {} : { placeholder: inherited })}
          value={typeof field.value === 'string' ? field.value : undefined}
          onChange={field.set}
          onBlur={field.leave}
        />
      )}
    </Field>
  );
}

/** Yes or no, saved with the form. */
export function CheckboxField({ name, label, hint }: Pick<FormFieldProps, 'name' | 'label' | 'hint'>) {
  const field = useField(name, label);
  return <Toggle field={field} name={name} label={label} hint={hint} Control={Checkbox} />;
}

/** Yes or no, drawn as a switch. */
export function SwitchField({ name, label, hint }: Pick<FormFieldProps, 'name' | 'label' | 'hint'>) {
  const field = useField(name, label);
  return <Toggle field={field} name={name} label={label} hint={hint} Control={Switch} />;
}

interface ToggleProps extends Pick<FormFieldProps, 'name' | 'label' | 'hint'> {
  field: ReturnType<typeof useField>;
  Control: typeof Checkbox | typeof Switch;
}

function Toggle({ field, name, label, hint, Control }: ToggleProps) {
  const describedBy = [hint === undefined ? '' : `${field.id}-hint`, field.error === undefined ? '' : `${field.id}-error`]
    .filter(Boolean)
    .join(' ');
  return (
    <div className="flex items-start gap-2">
      <Control
        id={field.id}
        name={name}
        checked={field.value === true}
        aria-describedby={describedBy || undefined}
        aria-invalid={field.error === undefined ? undefined : true}
        onChange={(event) => field.set(event.target.checked)}
        onBlur={field.leave}
      />
      <div className="min-w-0 pt-0.5 touch:pt-3">
        <label htmlFor={field.id} className="text-body">
          {label}
        </label>
        {hint === undefined ? null : (
          <p id={`${field.id}-hint`} className="text-control text-quiet">
            {hint}
          </p>
        )}
        {field.error === undefined ? null : (
          <p id={`${field.id}-error`} className="text-control text-danger-text">
            {field.error}
          </p>
        )}
      </div>
    </div>
  );
}
