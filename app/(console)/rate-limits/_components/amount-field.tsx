'use client';
import { CountField, MoneyField } from '#components/forms/quantity-fields.tsx';
import { metricWords } from './limit-words.ts';

export interface AmountFieldProps {
  name: string;
  label: string;
  metric: keyof typeof metricWords;
  hint?: string;
  optional?: boolean;
}

/** How much: a whole number, or of cost US dollars. */
export function AmountField({ metric, ...props }: AmountFieldProps) {
  return metric === 'cost' ? <MoneyField {...props} /> : <CountField {...props} unit={metricWords[metric]} />;
}
