'use client';
import { CopyButton } from '#components/ui/copy-button.tsx';
import type { FormProblem } from './submit.ts';

export interface FormSummaryProps {
  problem: FormProblem | undefined;
  errors: Readonly<Record<string, string>>;
  labels: Readonly<Record<string, string>>;
}

/** What stands in the way, when it is more than one field, belongs to none, or came from the server. */
export function FormSummary({ problem, errors, labels }: FormSummaryProps) {
  const named = Object.entries(errors);
  const own = errors[''];
  if (problem === undefined && own === undefined && named.length < 2) return null;
  return (
    <div
      role="alert"
      data-summary
      tabIndex={-1}
      className="flex flex-col gap-1 rounded-md bg-danger-soft px-3 py-2 text-control text-danger-text outline-none"
    >
      <p className="font-medium">{problem === undefined ? `${named.length} fields need another look` : problem.title}</p>
      {problem === undefined || problem.detail === problem.title ? null : <p>{problem.detail}</p>}
      {own === undefined || problem !== undefined ? null : <p>{own}</p>}
      {named.length < 2 ? null : (
        <ul className="list-disc pl-4">
          {named.map(([path, text]) => (
            <li key={path}>{path === '' ? text : `${labels[path] ?? path}: ${text}`}</li>
          ))}
        </ul>
      )}
      {problem === undefined || problem.request_id === '' ? null : (
        <p className="flex items-center gap-1 font-mono text-caption">
          {problem.request_id}
          <CopyButton value={problem.request_id} label="Copy request id" />
        </p>
      )}
    </div>
  );
}
