import { Resolver } from 'node:dns/promises';
import { and, eq } from 'drizzle-orm';
import { findSsoDomain } from '#db/lookup.ts';
import { ssoDomain } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineAction } from '#lib/command/define-action.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { SsoDomain, ssoDomainVerify } from '#lib/contracts/sso-domains.ts';
import { readDomain } from './domain-rows.ts';

interface Verdict {
  readonly isProved: boolean;
  readonly message: string;
}

async function systemResolveTxt(name: string): Promise<readonly string[]> {
  const records = await new Resolver({ timeout: 2000, tries: 2 }).resolveTxt(name);
  // One record may come in several parts (RFC 1035 section 3.3.14).
  return records.map((parts) => parts.join(''));
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown');

async function look(resolveTxt: (name: string) => Promise<readonly string[]>, name: string, value: string): Promise<Verdict> {
  try {
    const records = await resolveTxt(name);
    if (records.some((record) => record.trim() === value)) return { isProved: true, message: 'The record is there.' };
    return { isProved: false, message: `${name} has ${records.length} TXT records, none of which is the one above.` };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOTFOUND' || code === 'ENODATA')
      return { isProved: false, message: `${name} has no TXT record yet. New records can take an hour to be seen.` };
    return { isProved: false, message: `The DNS did not answer (${code}). Try again shortly.` };
  }
}

/** Looks for the record that only who holds the domain can set; nothing else verifies one, and what was proved stays so. */
export const verifyDomain = defineAction(ssoDomainVerify, {
  async prepare({ tx, tenantId, runtime }, input) {
    const { domain, record_name: name, record_value: value } = await readDomain(tx, tenantId, input.sso_domain_id);
    return { tenantId, domain, name, value, resolveTxt: runtime.resolveTxt ?? systemResolveTxt, lookup: runtime.databases.lookup };
  },
  async effect({ tenantId, domain, name, value, resolveTxt, lookup }) {
    const verdict = await look(resolveTxt, name, value);
    const owner = verdict.isProved ? await findSsoDomain(lookup, domain) : undefined;
    if (owner === undefined || owner.tenantId === tenantId) return verdict;
    return { isProved: false, message: 'Another organization has proved this domain before. Ask whoever runs this Tollgate.' };
  },
  async record({ tx, tenantId, now }, input, { isProved, message }: Verdict) {
    await lockRow(tx, ssoDomain, tenantId, input.sso_domain_id);
    const before = await readDomain(tx, tenantId, input.sso_domain_id);
    const verifiedAt = before.verified_at ?? (isProved ? now : null);
    await tx
      .update(ssoDomain)
      .set({ checkedAt: now, checkMessage: message, verifiedAt, version: before.version + 1 })
      .where(and(eq(ssoDomain.tenantId, tenantId), eq(ssoDomain.id, before.id)));
    const after = await readDomain(tx, tenantId, before.id);
    return { result: after, changes: [changeOf('sso_domain', 'ssoDomain', SsoDomain, before, after)] as const };
  },
});
