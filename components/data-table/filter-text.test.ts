import { describe, expect, it } from 'vitest';
import type { Filter } from '#components/shell/url-state.ts';
import type { FilterField } from './filter-field.ts';
import { addFilter, readTyped, suggest } from './filter-text.ts';
import { filterWords } from './filter-words.ts';

const model: FilterField = {
  field: 'model',
  label: 'Model',
  kind: 'choice',
  operators: ['is', 'not', 'exists'],
  options: [
    { value: 'gpt-5', label: 'gpt-5', detail: 'OpenAI', count: 812 },
    { value: 'claude-sonnet', label: 'claude-sonnet', detail: 'Anthropic', count: 40 },
  ],
};
const cost: FilterField = { field: 'cost', label: 'Cost', kind: 'money', operators: ['gt', 'lt', 'between'] };
const latency: FilterField = { field: 'latency_ms', label: 'Latency', kind: 'duration', operators: ['gt', 'lt'] };
const name: FilterField = { field: 'name', label: 'Name', kind: 'text', operators: ['has', 'is'] };
const fields = [model, cost, latency, name];
const labels = (text: string): string[] => suggest(text, fields, 'en-US').map(({ label }) => label);
const filters = (text: string): Filter[] => suggest(text, fields, 'en-US').flatMap((one) => (one.kind === 'filter' ? [one.filter] : []));

describe('UI-1 typed filters', () => {
  it('offers fields, then their values, then other operators', () => {
    expect(labels('')).toEqual(['Model', 'Cost', 'Latency', 'Name']);
    expect(labels('mo')).toEqual(['Model']);
    expect(labels('model:')).toEqual(['gpt-5', 'claude-sonnet', 'Model is not…', 'Model is set']);
    expect(labels('Model: cl')).toEqual(['claude-sonnet']);
    expect(labels('model:anthropic')).toEqual(['claude-sonnet']);
  });

  it('reads the short signs of operators', () => {
    expect(readTyped('model!:gpt', fields)).toMatchObject({ operator: 'not', rest: 'gpt' });
    expect(readTyped('cost>20', fields)).toMatchObject({ operator: 'gt', rest: '20' });
    expect(readTyped('name~ci', fields)).toMatchObject({ operator: 'has', rest: 'ci' });
    expect(readTyped('colour:red', fields)).toBeUndefined();
    // A text field has no "above".
    expect(readTyped('name>a', fields)).toBeUndefined();
  });

  it('takes amounts as people write them', () => {
    expect(filters('cost>$1.5k')).toEqual([{ field: 'cost', operator: 'gt', values: ['1500'] }]);
    expect(filters('cost= 1 and 20')).toEqual([{ field: 'cost', operator: 'between', values: ['1', '20'] }]);
    expect(filters('latency_ms>2.5s')).toEqual([{ field: 'latency_ms', operator: 'gt', values: ['2500'] }]);
    expect(filters('latency_ms>soon')).toEqual([]);
    expect(filters('cost=20')).toEqual([]);
  });

  it('takes text as it is', () => {
    expect(filters('name:ci payments')).toEqual([{ field: 'name', operator: 'is', values: ['ci payments'] }]);
    expect(filters('name~ci')).toEqual([{ field: 'name', operator: 'has', values: ['ci'] }]);
  });

  it('adds values the server found to those the page knows', () => {
    const found = [{ value: 'o9', label: 'o9' }];
    expect(suggest('model:o', fields, 'en-US', found).map(({ label }) => label)).toEqual(['o9', 'gpt-5', 'claude-sonnet']);
  });
});

describe('UI-1 filters together', () => {
  const gpt: Filter = { field: 'model', operator: 'is', values: ['gpt-5'] };

  it('a second value of a field widens it', () => {
    expect(addFilter([gpt], { ...gpt, values: ['claude-sonnet'] })).toEqual([{ ...gpt, values: ['gpt-5', 'claude-sonnet'] }]);
    expect(addFilter([gpt], gpt)).toEqual([gpt]);
  });

  it('a second limit takes the place of the first, another operator stands beside it', () => {
    const above: Filter = { field: 'cost', operator: 'gt', values: ['1'] };
    expect(addFilter([gpt, above], { ...above, values: ['5'] })).toEqual([gpt, { ...above, values: ['5'] }]);
    expect(addFilter([above], { field: 'cost', operator: 'lt', values: ['9'] })).toHaveLength(2);
  });

  it('reads as a sentence', () => {
    const reader = { locale: 'en-US', timeZone: 'UTC' };
    const words = (filter: Filter, field: FilterField): string =>
      Object.values(filterWords(filter, field, reader))
        .join(' ')
        .trim();
    expect(words({ ...gpt, values: ['gpt-5', 'other'] }, model)).toBe('Model is gpt-5 or other');
    expect(words({ field: 'cost', operator: 'between', values: ['0.0001', '1500'] }, cost)).toBe('Cost is between $0.0001 and $1,500.00');
    expect(words({ field: 'latency_ms', operator: 'gt', values: ['2500'] }, latency)).toBe('Latency is above 2.50\u00A0s');
    expect(words({ field: 'model', operator: 'exists', values: ['false'] }, model)).toBe('Model is not set');
  });
});
