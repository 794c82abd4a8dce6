import type { FieldRow } from './fields-of.ts';

export interface FieldListProps {
  label: string;
  fields: readonly FieldRow[];
  /** False for answers, where every field is always there. */
  marksRequired: boolean;
}

/** Fields with their types and what they mean. */
export function FieldList({ label, fields, marksRequired }: FieldListProps) {
  if (fields.length === 0) return null;
  return (
    <section aria-label={label} className="mb-4">
      <h4 className="mb-1 text-control text-quiet">{label}</h4>
      <dl className="divide-y divide-hairline border-hairline border-y text-control">
        {fields.map(({ name, type, required, description }) => (
          <div key={name} className="grid grid-cols-[minmax(0,1fr)] gap-x-4 py-1.5 sm:grid-cols-[12rem_minmax(0,1fr)]">
            <dt className="break-words font-mono">
              {name}
              {marksRequired && required ? <span className="text-danger-text"> required</span> : null}
            </dt>
            <dd className="min-w-0">
              <span className="break-words font-mono text-second">{type}</span>
              {description === '' ? null : <p className="break-words text-second">{description}</p>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
