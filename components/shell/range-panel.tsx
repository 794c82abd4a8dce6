'use client';
import { useId, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { parseRange } from './parse-range.ts';
import { type Comparison, presets, type Range, type RangeContext, resolveRange } from './range.ts';
import { presetNames, rangeWords } from './range-words.ts';
import { dayIn, writeDay } from './zoned-time.ts';

export interface RangePanelProps {
  range: Range;
  comparison: Comparison;
  context: RangeContext;
  locale: string;
  onChoose: (range: Range, comparison: Comparison) => void;
}

/** Presets that apply at once; typed text, two dates and a comparison that apply together. */
export function RangePanel({ range, comparison, context, locale, onChoose }: RangePanelProps) {
  const [draft, setDraft] = useState(range);
  const [versus, setVersus] = useState(comparison);
  const reader = { locale, timeZone: context.timeZone };
  const words = rangeWords(draft, versus, context, reader);
  return (
    <div className="flex w-full flex-col sm:w-120 sm:flex-row">
      <ul className="grid grid-cols-2 gap-px border-b p-2 sm:flex sm:w-40 sm:flex-col sm:border-r sm:border-b-0">
        {presets.map((preset) => (
          <li key={preset}>
            <button
              type="button"
              aria-pressed={'preset' in draft && draft.preset === preset}
              onClick={() => onChoose({ preset }, versus)}
              className={cn(
                'flex h-8 w-full items-center rounded-sm px-2 text-control text-second hover:bg-hover touch:h-11',
                'aria-pressed:bg-selected aria-pressed:font-medium aria-pressed:text-ink',
              )}
            >
              {presetNames[preset]}
            </button>
          </li>
        ))}
      </ul>
      <form
        className="flex min-w-0 flex-1 flex-col gap-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (words) onChoose(draft, versus);
        }}
      >
        <TypedRange context={context} onRange={setDraft} />
        <DateInputs key={JSON.stringify(draft)} range={draft} context={context} onRange={setDraft} />
        <ComparisonChoice comparison={versus} onComparison={setVersus} />
        <p role="status" className="text-control text-second">
          {words?.long ?? 'The end must not lie before the start.'}
        </p>
        <Button
          type="submit"
          variant="primary"
          className="self-start"
          disabledReason={words ? undefined : 'Choose a start that lies before the end.'}
        >
          Apply
        </Button>
      </form>
    </div>
  );
}

function TypedRange({ context, onRange }: { context: RangeContext; onRange: (range: Range) => void }) {
  const id = useId();
  const [text, setText] = useState('');
  const understood = text === '' || parseRange(text, dayIn(context.timeZone, context.now)) !== undefined;
  return (
    <Field
      id={id}
      label="Type a range"
      hint="“last 10 days”, “October”, “Nov 1–20”"
      optional
      error={understood ? undefined : 'Not understood yet.'}
    >
      {(control) => (
        <Input
          {...control}
          value={text}
          autoComplete="off"
          onChange={(event) => {
            setText(event.target.value);
            const range = parseRange(event.target.value, dayIn(context.timeZone, context.now));
            if (range) onRange(range);
          }}
        />
      )}
    </Field>
  );
}

function DateInputs({ range, context, onRange }: { range: Range; context: RangeContext; onRange: (range: Range) => void }) {
  const id = useId();
  const span = resolveRange(range, context);
  const [from, setFrom] = useState(span ? writeDay(dayIn(context.timeZone, span.from)) : '');
  const [to, setTo] = useState(span ? writeDay(dayIn(context.timeZone, new Date(span.to.getTime() - 1))) : '');
  const commit = (): void => {
    if (from !== '' && to !== '') onRange({ from, to });
  };
  return (
    <div className="grid grid-cols-2 gap-3">
      <Field id={`${id}-from`} label="From">
        {(control) => (
          <Input {...control} type="date" value={from} max={to} onChange={(event) => setFrom(event.target.value)} onBlur={commit} />
        )}
      </Field>
      <Field id={`${id}-to`} label="To">
        {(control) => (
          <Input {...control} type="date" value={to} min={from} onChange={(event) => setTo(event.target.value)} onBlur={commit} />
        )}
      </Field>
    </div>
  );
}

function ComparisonChoice({ comparison, onComparison }: { comparison: Comparison; onComparison: (comparison: Comparison) => void }) {
  const id = useId();
  const custom = typeof comparison === 'object';
  const [from, to] = custom ? [comparison.from, comparison.to] : ['', ''];
  const choose = (choice: string): void => {
    if (choice === 'previous' || choice === 'year' || choice === 'none') onComparison(choice);
    else onComparison({ from: '', to: '' });
  };
  return (
    <>
      <Field id={id} label="Compare with">
        {(control) => (
          <Select
            {...control}
            value={custom ? 'custom' : comparison}
            onChange={(event) => choose(event.target.value)}
            options={[
              { value: 'previous', label: 'The period before' },
              { value: 'year', label: 'The year before' },
              { value: 'custom', label: 'Other dates' },
              { value: 'none', label: 'Nothing' },
            ]}
          />
        )}
      </Field>
      {custom ? (
        <div className="grid grid-cols-2 gap-3">
          <Field id={`${id}-from`} label="Compared from">
            {(control) => (
              <Input {...control} type="date" value={from} onChange={(event) => onComparison({ from: event.target.value, to })} />
            )}
          </Field>
          <Field id={`${id}-to`} label="Compared to">
            {(control) => (
              <Input {...control} type="date" value={to} onChange={(event) => onComparison({ from, to: event.target.value })} />
            )}
          </Field>
        </div>
      ) : null}
    </>
  );
}
