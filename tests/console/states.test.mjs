import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { assertClean, launch, logIn, lost, openPage, status } from './lib/browser.mjs';
import { brokenModels, Service } from './lib/service.mjs';
import { test } from './lib/test.mjs';
import { Vault } from './lib/vault.mjs';

let browser, models;

before(async () => {
  browser = await launch();
  models = await brokenModels();
});
after(async () => {
  await browser?.close();
  await models?.remove();
});

test('A model that failed is told with its reason, before and after the login, and the score box says it too', async t => {
  const service = await Service.startFor(t, { MODELS_DIR: models.folder });
  const { reason } = await service.failed();
  const { page, faults } = await openPage(browser, service);
  await page.locator('.state', { hasText: 'failed' }).waitFor();
  await page.locator('#reason').getByText(reason).waitFor();

  await logIn(page);
  await page.locator('#reason').getByText(reason).waitFor();
  await page.getByText('none is loaded').waitFor();
  await page.getByText('not passed: nothing is scored').waitFor();
  assert.equal(await page.title(), 'failed – Reasonator');
  await page.getByLabel('Headline').fill('Profit rose');
  await page.getByRole('button', { name: 'Score', exact: true }).click();
  await page.getByText('The service cannot score (503)').waitFor();
  assertClean(faults, status(503), /net::ERR/);
});

test('Another model than the pinned one is told so', async t => {
  const vault = await Vault.start('pinned', true, { FINBERT_MODEL_SHA: '5f'.repeat(32) });
  t.after(() => vault.end());
  const service = await Service.startFor(t, vault.environment);
  const { reason } = await service.failed();
  assert.match(reason, /pin/i);
  const { page, faults } = await openPage(browser, service);
  await logIn(page, 'pinned');
  await page.locator('#reason').getByText(reason).waitFor();
  assertClean(faults, status(503));
});

test('After a kill the page says how old its data is, comes back by itself, and tells of the restart', async t => {
  const service = await Service.startFor(t);
  await service.ready();
  const { page, faults } = await openPage(browser, service);
  await logIn(page);
  await service.score(['Before the kill'], { id: 'raptor-old' });
  await page.locator('#events tr', { hasText: 'raptor-old' }).waitFor();

  await service.end('SIGKILL');
  await page.getByText(lost).waitFor();
  await page.locator('.state', { hasText: 'not reachable' }).waitFor();

  await service.start();
  await page.getByText('live', { exact: true }).waitFor();
  await service.ready();
  await page.locator('#notice').getByText(/The service was restarted at \d\d:\d\d:\d\d UTC: same version, same weights\./).waitFor();
  await service.score(['After the kill'], { id: 'raptor-new' });
  await page.locator('#events tr', { hasText: 'raptor-new' }).waitFor();
  assert.equal(await page.locator('#events tr', { hasText: 'raptor-old' }).count(), 1);
  await page.getByRole('button', { name: 'Dismiss' }).click();
  assert.equal(await page.locator('#notice').isVisible(), false);

  await service.end('SIGKILL');
  await service.start({ MODELS_DIR: models.folder });
  await page.locator('.state', { hasText: 'failed' }).waitFor();
  assertClean(faults, status(503), /net::ERR/);
});

test('A drained process ends the stream at once', async t => {
  const service = await Service.startFor(t);
  await service.ready();
  const { page, faults } = await openPage(browser, service);
  await logIn(page);

  await service.end('SIGTERM');

  await page.getByText(/^reconnecting…/).waitFor();
  assertClean(faults, status(503), /net::ERR/);
});

test('Another version and other weights after a restart are named', async t => {
  const service = await Service.startFor(t);
  await service.ready();
  const answer = await fetch(`${service.url}/v1/watch?count=1`, { headers: { Authorization: 'Bearer dev' } });
  const line = JSON.parse(await answer.text());
  const { page, faults } = await openPage(browser, service);
  await page.locator('.state', { hasText: 'ok' }).waitFor();
  const told = [{ ...line, uptime_seconds: 4000 }, { ...line, uptime_seconds: 2, version: '1.0.1', model: { ...line.model, sha: 'b'.repeat(64) } }];
  // A stream that ends after each line: what is told changes from one to the next.
  await page.route('**/v1/watch', route => route.fulfill({ status: 200, contentType: 'application/x-ndjson', body: `${JSON.stringify(told.length > 1 ? told.shift() : told[0])}\n` }));
  await page.getByLabel('Service token').fill('dev');
  await page.getByRole('button', { name: 'Log in' }).click();

  await page.locator('#notice').getByText(`version ${line.version} became 1.0.1, weights ${line.model.sha.slice(0, 12)} became bbbbbbbbbbbb. Reload the page`).waitFor();
  assertClean(faults, /net::ERR/);
});

test('A restart is noticed though the new process is up for longer than the old one was, and a lost stream alone is none', async t => {
  const service = await Service.startFor(t);
  await service.ready();
  const line = JSON.parse(await (await fetch(`${service.url}/v1/watch?count=1`, { headers: { Authorization: 'Bearer dev' } })).text());
  const { page, faults } = await openPage(browser, service);
  const at = seconds => new Date(Date.parse(line.at) + seconds * 1000).toISOString();
  let told = { ...line, at: at(0), uptime_seconds: 4 };
  await page.route('**/v1/watch', route => route.fulfill({ status: 200, contentType: 'application/x-ndjson', body: `${JSON.stringify(told)}\n` }));
  await logIn(page);
  told = { ...line, at: at(10), uptime_seconds: 14 };
  await page.locator('[data-text="facts"]', { hasText: 'up 14 s' }).waitFor();
  assert.equal(await page.locator('#notice').isVisible(), false);

  told = { ...line, at: at(20), uptime_seconds: 15 };

  await page.locator('#notice').getByText('same version, same weights').waitFor();
  assertClean(faults, /net::ERR/);
});

test('More pages than the service keeps streams for are told so', async t => {
  const service = await Service.startFor(t);
  await service.ready();
  const stop = new AbortController();
  for (let i = 0; i < 16; i++) {
    const stream = await fetch(`${service.url}/v1/watch`, { headers: { Authorization: 'Bearer dev' }, signal: stop.signal });
    assert.equal(stream.status, 200);
    stream.body.getReader().read().catch(() => {});
  }
  const { page, faults } = await openPage(browser, service);
  await page.getByLabel('Service token').fill('dev');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.locator('#reason').getByText('16 callers watch this process already').waitFor();

  stop.abort();
  await page.getByText('live', { exact: true }).waitFor();
  assertClean(faults, status(429), /net::ERR/);
});
