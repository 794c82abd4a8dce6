import type { z } from 'zod';
import type { ImportResult } from '#lib/contracts/organization-imports.ts';

/** What a file would do or did: sums, faults with their lines, and the first changes. */
export function ImportOutcome({ result }: { result: z.input<typeof ImportResult> }) {
  const { applied, rows, created, changed, unchanged, faults, fault_count: faultCount, changes } = result;
  const will = applied ? 'Done' : 'Nothing is changed yet';
  return (
    <section aria-live="polite" aria-label="Result" className="flex flex-col gap-3">
      <p>
        {will}: of {rows} rows {created} {applied ? 'were' : 'are'} new, {changed} changed, {unchanged} {applied ? 'were' : 'are'} so
        already
        {faultCount === 0 ? '.' : `, ${faultCount} cannot be taken over. With one of them, none is.`}
      </p>
      {faults.length === 0 ? null : (
        <ul className="flex flex-col gap-1 text-control text-danger-text">
          {faults.map(({ line, column, detail }) => (
            <li key={`${line} ${column} ${detail}`}>
              Line {line}
              {column === null ? '' : `, ${column}`}: {detail}
            </li>
          ))}
        </ul>
      )}
      {changes.length === 0 ? null : (
        <ul className="flex flex-col gap-1 text-control">
          {changes.map(({ line, action, name, detail }) => (
            <li key={`${line} ${name}`} dir="auto">
              <span className="text-quiet">{action === 'create' ? '+' : '±'}</span> {name} <span className="text-quiet">{detail}</span>
            </li>
          ))}
          {created + changed > changes.length ? <li className="text-quiet">and {created + changed - changes.length} more</li> : null}
        </ul>
      )}
    </section>
  );
}
