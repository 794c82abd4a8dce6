'use client';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import { TextField } from '#components/forms/text-fields.tsx';

const periods = [
  { value: 'daily', label: 'A day' },
  { value: 'weekly', label: 'A week' },
  { value: 'monthly', label: 'A month' },
  { value: 'quarterly', label: 'A quarter' },
  { value: 'annual', label: 'A year' },
  { value: 'fixed', label: 'Once, between two times' },
];
const weekDays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].map((label, index) => ({
  value: String(index + 1),
  label,
}));
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
].map((label, index) => ({ value: String(index + 1), label }));
const days = Array.from({ length: 31 }, (_, index) => ({ value: String(index + 1), label: String(index + 1) }));

/** How long the budget counts and when it begins again: only what the chosen period needs is asked. */
export function PeriodFields() {
  const { period } = useFormState().values;
  const isCalendar = period === 'monthly' || period === 'quarterly' || period === 'annual';
  return (
    <>
      <SelectField name="period" label="Counts for" options={periods} />
      {period === 'weekly' ? <SelectField name="week_starts_on" label="Weeks begin on" options={weekDays} /> : null}
      {period === 'quarterly' || period === 'annual' ? (
        <SelectField name="fiscal_month" label="First month of the fiscal year" options={months} />
      ) : null}
      {isCalendar ? (
        <SelectField name="fiscal_day" label="First day" hint="Where a month has no such day, its last day." options={days} />
      ) : null}
      {period === 'fixed' ? (
        <>
          <TextField name="starts_at" label="Begins" hint="Such as 2026-12-01T00:00:00Z." mono />
          <TextField name="ends_at" label="Ends" hint="The first moment that does not count any more." mono />
        </>
      ) : null}
      <TextField name="time_zone" label="Time zone" hint="Where its days begin, such as Europe/Berlin." mono />
    </>
  );
}
