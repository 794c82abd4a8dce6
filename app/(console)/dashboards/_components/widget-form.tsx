'use client';
import { useEffect, useRef } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input, Textarea } from '#components/ui/input.tsx';
import { Select, type SelectOption } from '#components/ui/select.tsx';
import { figureMeasures, sumMeasures, widgetRanges } from '#lib/contracts/widget-names.ts';
import type { Box } from '#lib/core/grid-layout.ts';
import { PlaceButtons } from './place-buttons.tsx';
import { dimensionWords, isDimension, kindWords, measureWords, rangeWords, type WidgetData } from './widget-words.ts';

export interface WidgetFormProps {
  widget: WidgetData;
  scopes: readonly SelectOption[];
  budgets: readonly SelectOption[];
  onChange: (widget: WidgetData) => void;
  onPlace: (to: Box) => void;
  onRemove: () => void;
  onClose: () => void;
}

type Asking = Exclude<WidgetData, { kind: 'budget' | 'text' }>;

const dimensions = Object.entries(dimensionWords).map(([value, label]) => ({ value, label }));
const measuresOf = (names: readonly (keyof typeof measureWords)[]) => names.map((value) => ({ value, label: measureWords[value] }));
const ranges = [
  { value: 'dashboard', label: 'That of the dashboard' },
  ...widgetRanges.map((value) => ({ value, label: rangeWords[value] })),
];

interface ChoiceProps {
  id: string;
  label: string;
  value: string;
  options: readonly SelectOption[];
  none?: string;
  onChoose: (value: string) => void;
}

function Choice({ id, label, value, options, none, onChoose }: ChoiceProps) {
  return (
    <Field id={id} label={label}>
      {(control) => (
        <Select
          {...control}
          options={options}
          value={value}
          {...(none === undefined ? {} : { placeholder: none })}
          onChange={(event) => onChoose(event.target.value)}
        />
      )}
    </Field>
  );
}

/** The field of the filters that an id goes into; the whole organization has none. */
function scopeFilter(id: string): NonNullable<Asking['filters']> {
  if (id.startsWith('dep_')) return { department_id: id };
  if (id.startsWith('team_')) return { team_id: id };
  if (id.startsWith('prj_')) return { project_id: id };
  return id.startsWith('usr_') ? { user_id: id } : {};
}

/** The measure, as far as the kind has one. */
function MeasureChoice({ widget, onChange }: Pick<WidgetFormProps, 'widget' | 'onChange'>) {
  if (widget.kind !== 'figure' && widget.kind !== 'series' && widget.kind !== 'bars') return null;
  const names = widget.kind === 'figure' ? figureMeasures : sumMeasures;
  const choose = (value: string): void => {
    if (widget.kind === 'figure') {
      const measure = figureMeasures.find((name) => name === value);
      if (measure !== undefined) onChange({ ...widget, measure });
      return;
    }
    const measure = sumMeasures.find((name) => name === value);
    if (measure === undefined) return;
    if (widget.kind === 'bars') onChange({ ...widget, measure });
    // Only cost is kept by group and bucket.
    else onChange({ ...widget, measure, group_by: measure === 'cost' ? (widget.group_by ?? null) : null });
  };
  return <Choice id="widget-measure" label="Measure" value={widget.measure} options={measuresOf(names)} onChoose={choose} />;
}

/** What it is split by, as far as the kind can be. */
function SplitChoice({ widget, onChange }: Pick<WidgetFormProps, 'widget' | 'onChange'>) {
  if (widget.kind === 'bars') {
    return (
      <Choice
        id="widget-group"
        label="By"
        value={widget.group_by}
        options={dimensions}
        onChoose={(value) => isDimension(value) && onChange({ ...widget, group_by: value })}
      />
    );
  }
  if (widget.kind === 'series' && widget.measure === 'cost') {
    return (
      <Choice
        id="widget-group"
        label="By"
        none="Not split"
        value={widget.group_by ?? ''}
        options={dimensions}
        onChoose={(value) => onChange({ ...widget, group_by: isDimension(value) ? value : null })}
      />
    );
  }
  if (widget.kind !== 'table') return null;
  const { group_by: by } = widget;
  const set = (at: number, value: string): void => {
    const next = [0, 1, 2].flatMap((place) => {
      const name = place === at ? value : (by[place] ?? '');
      return isDimension(name) ? [name] : [];
    });
    if (next.length > 0) onChange({ ...widget, group_by: [...new Set(next)] });
  };
  return [0, 1, 2].map((at) => (
    <Choice
      key={at}
      {...{ id: `widget-group-${at}`, label: at === 0 ? 'By' : 'And by', value: by[at] ?? '', options: dimensions }}
      {...(at === 0 ? {} : { none: 'Nothing more' })}
      onChoose={(value) => set(at, value)}
    />
  ));
}

/** Range and filters of what asks for calls. */
function QuestionFields({
  widget,
  scopes,
  onChange,
}: {
  widget: Asking;
  scopes: readonly SelectOption[];
  onChange: (widget: WidgetData) => void;
}) {
  const { department_id, team_id, project_id, user_id, ...rest } = widget.filters ?? {};
  const scope = department_id ?? team_id ?? project_id ?? user_id ?? scopes[0]?.value ?? '';
  const known = scopes.some(({ value }) => value === scope);
  const setText = (field: 'provider' | 'model', value: string): void => {
    const { [field]: _before, ...others } = widget.filters ?? {};
    onChange({ ...widget, filters: value.trim() === '' ? others : { ...others, [field]: value } });
  };
  return (
    <>
      <Choice
        id="widget-range"
        label="Range"
        value={widget.range ?? 'dashboard'}
        options={ranges}
        onChoose={(value) => onChange({ ...widget, range: widgetRanges.find((name) => name === value) ?? 'dashboard' })}
      />
      <Choice
        id="widget-scope"
        label="About"
        value={scope}
        options={known ? scopes : [...scopes, { value: scope, label: 'What it was about' }]}
        onChoose={(value) => onChange({ ...widget, filters: { ...rest, ...scopeFilter(value) } })}
      />
      {(['provider', 'model'] as const).map((field) => (
        <Field key={field} id={`widget-${field}`} label={field === 'provider' ? 'Only the provider' : 'Only the model'} optional>
          {(control) => (
            <Input {...control} value={widget.filters?.[field] ?? ''} onChange={(event) => setText(field, event.target.value)} />
          )}
        </Field>
      ))}
    </>
  );
}

/** What one widget asks and where it lies; each change shows in the grid at once. */
export function WidgetForm({ widget, scopes, budgets, onChange, onPlace, onRemove, onClose }: WidgetFormProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section aria-labelledby="widget-form-title" className="grid gap-4 rounded-xl border bg-surface p-4">
      <div className="flex items-center justify-between gap-3">
        <h2 id="widget-form-title" ref={heading} tabIndex={-1} className="font-semibold text-body">
          {kindWords[widget.kind]}: <span dir="auto">{widget.title}</span>
        </h2>
        <div className="flex gap-2">
          <Button size="small" onClick={onRemove}>
            Remove
          </Button>
          <Button size="small" onClick={onClose}>
            Close
          </Button>
        </div>
      </div>
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <Field id="widget-title" label="Title">
          {(control) => (
            <Input
              {...control}
              maxLength={80}
              value={widget.title}
              onChange={(event) => onChange({ ...widget, title: event.target.value })}
            />
          )}
        </Field>
        <MeasureChoice widget={widget} onChange={onChange} />
        <SplitChoice widget={widget} onChange={onChange} />
        {widget.kind === 'budget' ? (
          <Choice
            id="widget-budget"
            label="Budget"
            value={widget.budget_id}
            options={budgets}
            onChoose={(value) => onChange({ ...widget, budget_id: value })}
          />
        ) : widget.kind === 'text' ? (
          <Field id="widget-text" label="Text" className="sm:col-span-2">
            {(control) => (
              <Textarea
                {...control}
                maxLength={4000}
                value={widget.text}
                onChange={(event) => onChange({ ...widget, text: event.target.value })}
              />
            )}
          </Field>
        ) : (
          <QuestionFields widget={widget} scopes={scopes} onChange={onChange} />
        )}
      </div>
      <PlaceButtons box={widget} onPlace={onPlace} />
    </section>
  );
}
