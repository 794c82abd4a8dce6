'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextareaField } from '#components/forms/text-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Survey } from '#lib/contracts/surveys.ts';
import { answerSurveyAction } from '../actions.ts';

type SurveyData = z.input<typeof Survey>;

/** Fetched once the page stands. */
const schema = () => import('./answer-form-schema.ts').then((module) => module.answerFormSchema);

const scale = ['1', '2', '3', '4', '5'].map((value) => ({
  value,
  label: value === '1' ? '1, not at all' : value === '5' ? '5, very' : value,
}));

/** One field a question; what is left empty is not answered. */
export function AnswerForm({ survey: { id, questions } }: { survey: SurveyData }) {
  const router = useRouter();
  const isScale = (name: string): boolean => questions.some((question) => question.id === name && question.kind === 'scale');
  return (
    <Form<SurveyData>
      schema={schema}
      initial={{}}
      submitLabel="Send answers"
      submit={({ answers = {} }, options) => {
        const given = Object.entries(Object(answers)).map(([name, answer]) => [name, isScale(name) ? Number(answer) : answer] as const);
        return answerSurveyAction({ survey_id: id, answers: Object.fromEntries(given) }, options);
      }}
      onDone={() => {
        toast({ tone: 'success', text: 'Thank you. Your answers are in, without your name.' });
        router.refresh();
      }}
    >
      {questions.map(({ id: name, text, kind, options = [] }) =>
        kind === 'text' ? (
          <TextareaField key={name} name={`answers.${name}`} label={text} optional />
        ) : (
          <SelectField
            key={name}
            name={`answers.${name}`}
            label={text}
            optional
            inherited="No answer"
            options={kind === 'scale' ? scale : options.map((value) => ({ value, label: value }))}
          />
        ),
      )}
    </Form>
  );
}
