import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { onboardingGet, onboardingUpdate, onboardingVerify } from '#lib/contracts/onboarding.ts';
import { AppError } from '#lib/core/errors.ts';
import { readOnboarding, readProgress, writeProgress } from './read-onboarding.ts';

export const getOnboarding = defineQuery(onboardingGet, readOnboarding);

/** Notes that a step was found done; throws `conflict` with what is missing where it is not. */
export const verifyOnboarding = defineCommand(onboardingVerify, async (ctx, { step }) => {
  await lockTenant(ctx.tx, ctx.tenantId);
  const found = (await readOnboarding(ctx)).steps.find((one) => one.step === step);
  if (found?.state !== 'done') throw new AppError('conflict', { detail: found?.detail ?? 'There is no such step.' });
  const before = await readProgress(ctx);
  const change = await writeProgress(ctx, before, { ...before, verified_ms: { ...before.verified_ms, [step]: ctx.now.getTime() } });
  return { result: await readOnboarding(ctx), changes: [change] };
});

export const updateOnboarding = defineCommand(onboardingUpdate, async (ctx, input) => {
  await lockTenant(ctx.tx, ctx.tenantId);
  const before = await readProgress(ctx);
  const after = {
    ...before,
    skipped: input.skipped === undefined ? before.skipped : [...new Set(input.skipped)].sort(),
    is_dismissed: input.is_dismissed ?? before.is_dismissed,
  };
  if (JSON.stringify(after) === JSON.stringify(before)) return { result: await readOnboarding(ctx), changes: null };
  const change = await writeProgress(ctx, before, after);
  return { result: await readOnboarding(ctx), changes: [change] };
});
