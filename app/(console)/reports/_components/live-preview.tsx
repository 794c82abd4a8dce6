'use client';
import { useEffect, useState } from 'react';
import { useFormState } from '#components/forms/form-context.ts';
import { previewReportAction } from '../actions.ts';
import { MailFrame } from './mail-frame.tsx';

/** Waits for whoever is typing. */
const waitMs = 400;

const periodOf = { daily: 'last_day', weekly: 'last_week', monthly: 'last_month', quarterly: 'last_quarter' } as const;
type Frequency = keyof typeof periodOf;

/** What decides about the report, of what the form has; the rest only says when and to whom. */
function questionOf(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { kind, scope, sections, frequency } = values;
  const place = typeof scope === 'string' && scope !== 'tenant' ? { [`${scope}_id`]: values[`${scope}_id`] } : {};
  return {
    ...{ kind, scope, ...place, period: periodOf[String(frequency) as Frequency] ?? 'last_month' },
    ...(Array.isArray(sections) && sections.length > 0 ? { sections: sections.join(',') } : {}),
  };
}

type Shown = { readonly html: string } | { readonly fault: string };

/** The message as it would come now, beside the form that it is of. */
export function LivePreview({ nonce, fixed }: { nonce: string; fixed?: Readonly<Record<string, unknown>> | undefined }) {
  const { values } = useFormState();
  const question = JSON.stringify(questionOf({ ...fixed, ...values }));
  const [shown, setShown] = useState<Shown>();
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(async () => {
      const { mail, problem } = await previewReportAction(JSON.parse(question));
      if (!isCurrent) return;
      setShown(problem === undefined ? { html: mail.html } : { fault: problem.errors?.[0]?.detail ?? problem.detail });
    }, waitMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [question]);
  return (
    <section aria-label="Preview" className="flex min-w-0 flex-1 flex-col gap-2">
      <h2 className="font-semibold text-body">Preview</h2>
      <p role="status" className="text-control text-second">
        {shown === undefined ? 'The report is made…' : 'fault' in shown ? shown.fault : 'As it would come now.'}
      </p>
      {shown !== undefined && 'html' in shown ? <MailFrame html={shown.html} nonce={nonce} title="Preview of the message" /> : null}
    </section>
  );
}
