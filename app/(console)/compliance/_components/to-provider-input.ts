const instantOf = (text: unknown): string | null => (typeof text === 'string' ? `${text}T00:00:00.000Z` : null);
const trainings: Readonly<Record<string, boolean | null>> = { excluded: true, allowed: false };

/** What the operation takes, of what the form holds. */
export const toProviderInput = (values: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  legal_name: values.legal_name,
  regions: values.regions ?? [],
  dpa_reference: values.dpa_reference ?? null,
  dpa_signed_at: instantOf(values.dpa_signed),
  baa_reference: values.baa_reference ?? null,
  baa_signed_at: instantOf(values.baa_signed),
  retention_days: values.retention_days ?? null,
  training_excluded: trainings[String(values.training)] ?? null,
  note: values.note ?? '',
});
