'use server';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import { proveAgain } from '#lib/identity/index.ts';
import {
  beginPhone,
  beginTotp,
  confirmPhone,
  confirmTotp,
  getPasskeyOptions,
  getStepUpOptions,
  registerPasskey,
  removeFactor,
  renameFactor,
  renewRecoveryCodes,
} from '#lib/second-factors/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function beginTotpAction() {
  return perform(beginTotp, {});
}

export async function confirmTotpAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(confirmTotp, values, options);
}

export async function beginPhoneAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(beginPhone, values, options);
}

export async function confirmPhoneAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(confirmPhone, values, options);
}

export async function passkeyOptionsAction() {
  return perform(getPasskeyOptions, {});
}

export async function registerPasskeyAction(name: string, answer: unknown) {
  return submit(registerPasskey, { name, answer });
}

export async function renameFactorAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(renameFactor, values, options);
}

export async function removeFactorAction(factorId: string) {
  return perform(removeFactor, { factor_id: factorId });
}

export async function renewRecoveryCodesAction() {
  return perform(renewRecoveryCodes, {});
}

export async function stepUpOptionsAction() {
  return perform(getStepUpOptions, {});
}

export async function proveAgainAction(proof: Record<string, unknown>) {
  return submit(proveAgain, proof);
}
