import { type Operation, ownErrorsOf } from '#lib/contracts/operation.ts';
import { curlOf } from './curl-of.ts';
import { FieldList } from './field-list.tsx';
import { answerShapeOf, inputFieldsOf } from './fields-of.ts';

function permissionText({ permission, ownPermission }: Operation): string {
  if (permission === null) return 'Being signed in is enough.';
  if (ownPermission === undefined) return `Needs ${permission}.`;
  const own = ownPermission === 'none' ? 'nothing' : ownPermission;
  return `Needs ${permission}; ${own} for what is one’s own.`;
}

const isRecorded = ({ http, recordsReads }: Operation): boolean => http.method !== 'GET' || recordsReads !== undefined;

/** One operation of the reference, made from its declaration. */
export function OperationSection({ operation }: { operation: Operation }) {
  const { name, summary, http } = operation;
  const errors = ownErrorsOf(operation);
  const answer = answerShapeOf(operation.output);
  return (
    <section id={name} aria-labelledby={`${name}-title`} className="scroll-mt-4 border-hairline border-t py-6">
      <h3 id={`${name}-title`} className="font-medium">
        {summary}
      </h3>
      <p className="mb-2 overflow-x-auto font-mono text-control">
        <span className="text-brand-text">{http.method}</span> /api/v1{http.path}
      </p>
      <p className="mb-4 text-control text-second">
        {permissionText(operation)}
        {isRecorded(operation) ? (
          <>
            {' '}
            Written to the audit trail as <code className="font-mono">{name}</code>.
          </>
        ) : null}
      </p>
      <FieldList label="Fields" fields={inputFieldsOf(operation.input)} marksRequired />
      <FieldList label={answer.isPage ? 'Each row of the page' : 'Answer'} fields={answer.fields} marksRequired={false} />
      <h4 className="mb-1 text-control text-quiet">Example</h4>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className="mb-4 overflow-x-auto rounded-md bg-sunken p-3 font-mono text-caption" tabIndex={0}>
        {curlOf(operation)}
      </pre>
      {errors.length === 0 ? null : (
        <p className="text-control text-second">
          Own errors:{' '}
          {errors.map((code, index) => (
            <span key={code}>
              {index === 0 ? '' : ', '}
              <a href={`/docs/errors/${code}`} className="font-mono text-brand-text hover:underline">
                {code}
              </a>
            </span>
          ))}
        </p>
      )}
    </section>
  );
}
