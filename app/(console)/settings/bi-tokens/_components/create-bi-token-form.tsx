'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { SecretReveal } from '#components/ui/secret-reveal.tsx';
import { createBiTokenAction } from '../actions.ts';

/** Fetched once the page stands. A choice is text; the operation wants a number. */
const schema = () =>
  Promise.all([import('#lib/contracts/bi-tokens.ts'), import('zod')]).then(([contract, { z }]) =>
    contract.biTokenCreate.input.extend({ days: z.enum(['30', '90', '365']) }),
  );

const ends = [
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
];

interface MadeToken {
  name: string;
  secret: string;
  database: string;
  user: string;
}

/** What every connection says before its first query; a secret has no quotes in it. */
const firstStatement = ({ secret }: MadeToken): string => `SET tollgate.bi = '${secret}';`;

const psql = (made: MadeToken): string =>
  [
    `psql "host=YOUR_DATABASE_HOST dbname=${made.database} user=${made.user} sslmode=verify-full" <<'SQL'`,
    firstStatement(made),
    'SELECT team, model, sum(cost_usd) FROM bi_usage_day GROUP BY 1, 2 ORDER BY 3 DESC;',
    'SQL',
  ].join('\n');

/** What a tool asks for when it connects, each ready to be copied. */
function ConnectionValues({ made }: { made: MadeToken }) {
  const values = [
    { label: 'Database', value: made.database },
    { label: 'User', value: made.user },
    { label: 'Initial SQL', value: firstStatement(made) },
  ];
  return (
    <section aria-label="Connection values" className="mb-6 flex max-w-2xl flex-col gap-2 rounded-xl border bg-surface p-4">
      <p className="text-control text-quiet">
        Connect to the PostgreSQL server that Tollgate runs on, with TLS. Who runs Tollgate has its address and the password of this user.
        The views are <span className="font-mono">bi_usage_hour</span> and <span className="font-mono">bi_usage_day</span>.
      </p>
      <dl className="flex flex-col gap-2">
        {values.map(({ label, value }) => (
          <div key={label} className="grid grid-cols-[6rem_1fr_auto] items-center gap-3">
            <dt className="text-control text-quiet">{label}</dt>
            <dd className="min-w-0 break-all font-mono text-control">{value}</dd>
            <CopyButton value={value} label={`Copy ${label}`} />
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Name and end; then the token with what a tool needs to connect, once. */
export function CreateBiTokenForm() {
  const [made, setMade] = useState<MadeToken>();
  const router = useRouter();
  if (made !== undefined) {
    return (
      <>
        <ConnectionValues made={made} />
        <SecretReveal
          label={`BI token ${made.name}`}
          secret={made.secret}
          envName="BI_TOKEN"
          snippet={psql(made)}
          warning="Shown once. Whoever has it and the database user can read the sums of the whole organization."
          onStored={() => router.push('/settings/bi-tokens')}
        />
      </>
    );
  }
  return (
    <Form<MadeToken>
      schema={schema}
      initial={{ days: '90' }}
      submitLabel="Create BI token"
      submit={({ days, ...values }, { idempotencyKey }) => createBiTokenAction({ ...values, days: Number(days) }, { idempotencyKey })}
      onDone={setMade}
      draftKey="bi_token.create"
    >
      <TextField name="name" label="Name" hint="The tool that will use it: “Tableau”, “Finance’s Power BI”." autoFocus />
      <SelectField name="days" label="Expires" options={ends} />
    </Form>
  );
}
