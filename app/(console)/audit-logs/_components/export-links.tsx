import { ButtonLink } from '#components/ui/button-link.tsx';

/** Downloads of the range that is shown: verifiable, and as a table. */
export function ExportLinks({ from, to }: { from: Date | undefined; to: Date | undefined }) {
  const range = { ...(from && { from: from.toISOString() }), ...(to && { to: to.toISOString() }) };
  const address = (format: string) => `/api/v1/audit-logs/export?${new URLSearchParams({ format, ...range })}`;
  return (
    <>
      <ButtonLink href={address('ndjson')} prefetch={false} download>
        Export with proofs
      </ButtonLink>
      <ButtonLink href={address('csv')} prefetch={false} download>
        Export CSV
      </ButtonLink>
    </>
  );
}
