import { organizationRemediations } from './organization-remediations.ts';
import type { RemediationKind } from './remediation.ts';
import { sessionRemediations } from './session-remediations.ts';

const kinds: readonly RemediationKind[] = [...organizationRemediations, ...sessionRemediations];
const byCheck = new Map(kinds.map((kind) => [kind.check, kind]));

/** What mends the findings of a check by one click; undefined where people have to look. */
export const remediationOf = (check: string): RemediationKind | undefined => byCheck.get(check);
