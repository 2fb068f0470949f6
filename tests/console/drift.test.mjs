import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { assertClean, compareWithAWeekAgo, launch, logIn, openPage, status } from './lib/browser.mjs';
import { Database, programs } from './lib/postgres.mjs';
import { Service } from './lib/service.mjs';
import { test } from './lib/test.mjs';

const skip = programs === null ? 'PostgreSQL is not installed (apt-get install postgresql)' : false;
let browser, database, service;

before(async () => {
  browser = await launch();
  if (skip) return;
  database = await Database.start();
  service = await Service.start({ DATABASE_URL: database.url });
  await service.ready();
  await database.seedDrift();
});
after(async () => {
  await browser?.close();
  await service?.end();
  await database?.end();
});

test('Two days that differ are called so, with shares, distances, a picture and a table', { skip }, async () => {
  const { page, faults } = await openPage(browser, service);
  await logIn(page);
  await compareWithAWeekAgo(page, database);

  const shown = page.getByRole('region', { name: 'Drift of the days' });
  await shown.getByText('✕ Drift').waitFor();
  await shown.getByText('Labels and sentiment changed by more than a tenth').waitFor();
  assert.deepEqual(await shown.locator('tbody tr').first().locator('td').allTextContents(), ['24.0 %', '41.0 %', '−17.0 pt']);
  await shown.getByText(/Sentiment differs by 0\.\d+ \(Kolmogorov–Smirnov\)/).waitFor();
  await shown.locator('canvas').waitFor();
  await shown.getByText('As a table').click();
  assert.equal(await shown.locator('details tbody tr').count(), 20);
  assertClean(faults);
});

test('Days with too few scores are not judged, and a bad day is told with its place', { skip }, async () => {
  const { page, faults } = await openPage(browser, service);
  await logIn(page);
  await page.getByRole('button', { name: 'yesterday' }).click();
  await page.getByText('○ Too few').waitFor();
  assertClean(faults);

  await page.getByLabel('Against', { exact: true }).fill(await page.getByLabel('Day', { exact: true }).inputValue());
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.getByText('/against: Must be another day than day.').waitFor();
  assertClean(faults, status(400));
});

test('What the database holds of a request is a click away', { skip }, async () => {
  const { page, faults } = await openPage(browser, service);
  await logIn(page);
  await page.locator('#store-facts', { hasText: '1,00' }).or(page.locator('#store-facts', { hasText: 'ok' })).first().waitFor();
  await service.score(['Profit rose sharply'], { id: 'raptor-trace' });
  await page.locator('#store-facts', { hasText: '1 written' }).waitFor();
  await page.getByRole('button', { name: 'Stored scores of request raptor-trace' }).click();

  const dialog = page.getByRole('dialog', { name: 'Stored scores of a request' });
  await dialog.getByText('raptor-trace').waitFor();
  await dialog.getByText(/positive \d\.\d{4}, negative/).waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await dialog.waitFor({ state: 'hidden' });
  assertClean(faults);
});

test('A batch is seen while it runs', { skip }, async () => {
  const { page, faults } = await openPage(browser, service);
  await logIn(page);
  await page.getByText('None.', { exact: true }).waitFor();
  // However fast the machine is: none of its results is stored.
  await database.holdBatches();
  const items = Array.from({ length: 40 }, (_, i) => ({ text: `${i} profit rose sharply` }));
  const submitted = await fetch(`${service.url}/v1/batches`, { method: 'POST', headers: { Authorization: 'Bearer dev', 'Content-Type': 'application/json' }, body: JSON.stringify({ items }) });
  assert.equal(submitted.status, 202);
  const { id } = await submitted.json();

  await page.locator('#batch-list li', { hasText: id }).filter({ hasText: 'running, 0 of 40' }).waitFor();
  await fetch(`${service.url}/v1/batches/${id}`, { method: 'DELETE', headers: { Authorization: 'Bearer dev' } });
  await page.locator('#batch-list li', { hasText: id }).waitFor({ state: 'detached' });
  assertClean(faults);
});

test('Without a database the page says so', async t => {
  const bare = await Service.startFor(t);
  await bare.ready();
  const { page, faults } = await openPage(browser, bare);
  await logIn(page);
  await page.getByText('none: scores leave no row').waitFor();
  await page.getByText('Batches need a database.').waitFor();
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.getByText('The service has no database (503)').waitFor();
  assertClean(faults, status(503), /net::ERR/);
});
