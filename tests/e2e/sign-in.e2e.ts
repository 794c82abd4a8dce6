import { expect, test } from '@playwright/test';
import { browserRun } from '../support/browser-run.ts';
import { signIn } from './signed-in.ts';

test('[IAM-3] a wrong password says so and lets nobody in; the right one leads to the page that was asked for', async ({ page }) => {
  const { address, adminEmail, adminPassword } = browserRun();
  await page.goto(`${address}/keys?sort=-name`);
  await page.waitForURL('**/sign-in?next=**');
  await page.getByLabel('E-mail').fill(adminEmail);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'not right' })).toBeVisible();
  await page.getByLabel('Password').fill(adminPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/keys?sort=-name');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Virtual keys');
});

test('[IAM-3] a link cannot lead to another site after signing in', async ({ page }) => {
  const { address, adminEmail, adminPassword } = browserRun();
  for (const next of ['https://evil.example/', '//evil.example', '/\\evil.example']) {
    await page.context().clearCookies();
    await page.goto(`${address}/sign-in?next=${encodeURIComponent(next)}`);
    await page.getByLabel('E-mail').fill(adminEmail);
    await page.getByLabel('Password').fill(adminPassword);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${address}/overview`);
  }
});

test('[IAM-6] signing out ends the session: the cookie is worth nothing afterwards', async ({ page }) => {
  const { address, adminEmail, adminPassword } = browserRun();
  await signIn(page, adminEmail, adminPassword);
  await page.waitForURL('**/overview');
  const cookies = await page.context().cookies();
  await page.getByRole('button', { name: 'Mara Lindqvist' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in');
  await page.context().addCookies(cookies);
  const answer = await page.request.get(`${address}/api/v1/users/me`);
  expect(answer.status()).toBe(401);
});
