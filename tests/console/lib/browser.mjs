import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { deadline } from './eventually.mjs';

// A browser whose pages note what they must not do: faults in the console, breaches of the policy, requests to other hosts.

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags, timeout: deadline });

/** A page of a context of its own; `faults` fills up, and `expected` says which of them a test provokes. */
export async function openPage(browser, service, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, reducedMotion: 'reduce', timezoneId: 'America/New_York', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(deadline);
  const faults = [];
  page.on('console', message => { if (['error', 'warning'].includes(message.type())) faults.push(`console: ${message.text()} ${message.location().url}`); });
  page.on('pageerror', error => faults.push(`thrown: ${error.stack}`));
  page.on('request', request => { if (new URL(request.url()).origin !== service.url) faults.push(`another host: ${request.url()}`); });
  await page.exposeFunction('noteViolation', text => { faults.push(`policy: ${text}`); });
  await page.addInitScript(() => addEventListener('securitypolicyviolation', event => window.noteViolation(`${event.violatedDirective} ${event.blockedURI}`)));
  await page.goto(`${service.url}/console`);
  return { page, context, faults };
}

export async function logIn(page, token = 'dev') {
  await page.getByLabel('Service token').fill(token);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByText('live', { exact: true }).waitFor();
}

/** Compares the seeded day with the one a week before it: not today, which another day may be by now. */
export async function compareWithAWeekAgo(page, database) {
  await page.getByLabel('Day', { exact: true }).fill(database.day);
  await page.getByRole('button', { name: 'a week ago' }).click();
  await page.locator('.finding').waitFor();
}

/** Nothing bad was noted but what the test provoked: an answer of an error status is a line in the browser's console. */
export function assertClean(faults, ...expected) {
  assert.deepEqual(faults.filter(fault => !expected.some(pattern => pattern.test(fault))), []);
}

/** The answers of such a status. */
export const status = code => new RegExp(`^console: Failed to load resource: the server responded with a status of ${code}`);

/** How the page says that it lost the service, and how old its data is. */
export const lost = /^reconnecting… last data (\d+ min )?\d+ s ago$/;
