'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { z } from 'zod';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Survey } from '#lib/contracts/surveys.ts';
import { createSurveyAction } from '../actions.ts';

/** Fetched once the page stands. */
const schema = () => import('./survey-form-schema.ts').then((module) => module.surveyFormSchema);

const kinds = [
  { value: 'scale', label: 'From 1 to 5' },
  { value: 'text', label: 'In words' },
];

/** Asks everybody; surveys with several kinds of questions are made by the API. */
export function SurveyForm() {
  const router = useRouter();
  const [asked, setAsked] = useState(0);
  return (
    <Form<z.input<typeof Survey>>
      key={asked}
      schema={schema}
      initial={{ kind: 'scale' }}
      submitLabel="Start survey"
      submit={({ title, kind, questions }, options) => {
        const lines = String(questions)
          .split('\n')
          .map((one) => one.trim())
          .filter((one) => one !== '');
        return createSurveyAction({ title, questions: lines.map((text, index) => ({ id: `q${index + 1}`, text, kind })) }, options);
      }}
      onDone={() => {
        toast({ tone: 'success', text: 'The survey is open to everybody.' });
        // The next survey begins with an empty form.
        setAsked(asked + 1);
        router.refresh();
      }}
    >
      <TextField name="title" label="Title" />
      <TextareaField name="questions" label="Questions" hint="One a line" />
      <SelectField name="kind" label="Answered" options={kinds} />
    </Form>
  );
}
