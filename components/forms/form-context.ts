'use client';
import { createContext, useContext, useEffect, useId } from 'react';
import type { FormState } from './use-form.ts';

export const FormContext = createContext<FormState | undefined>(undefined);

export function useFormState(): FormState {
  const form = useContext(FormContext);
  if (!form) throw new Error('A form field needs a Form around it');
  return form;
}

export interface FieldBinding {
  id: string;
  value: unknown;
  error: string | undefined;
  set: (value: unknown) => void;
  leave: () => void;
  complain: (complaint: string | undefined) => void;
}

/** Connects one field with its form; for fields beyond those of this folder. */
export function useField(path: string, label: string): FieldBinding {
  const form = useFormState();
  const { register, complain } = form;
  const id = useId();
  useEffect(() => register(path, label), [register, path, label]);
  return {
    id,
    value: form.values[path],
    error: form.errors[path],
    set: (value) => form.set(path, value),
    leave: () => form.leave(path),
    complain: (complaint) => complain(path, complaint),
  };
}
