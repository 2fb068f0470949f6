import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

// A browser whose pages note what they must not do: faults in the console, breaches of the policy, requests to other hosts.

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });

/** A page of a context of its own; `faults` fills up, and `expected` says which of them a test provokes. */
export async function openPage(browser, service, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, reducedMotion: 'reduce', timezoneId: 'America/New_York', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
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

/** Nothing bad was noted but what the test provoked: an answer of an error status is a line in the browser's console. */
export function assertClean(faults, ...expected) {
  assert.deepEqual(faults.filter(fault => !expected.some(pattern => pattern.test(fault))), []);
}

/** The answers of such a status, and the connections that a dead service refuses. */
export const status = code => new RegExp(`^console: Failed to load resource: the server responded with a status of ${code}`);
export const away = /^console: Failed to load resource: net::ERR_|^console: .*net::ERR_/;
