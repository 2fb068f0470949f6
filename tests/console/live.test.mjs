import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before } from 'node:test';
import { assertClean, launch, logIn, lost, openPage, status } from './lib/browser.mjs';
import { sees } from './lib/eventually.mjs';
import { Load } from './lib/load.mjs';
import { Service } from './lib/service.mjs';
import { test } from './lib/test.mjs';

let browser, service;

before(async () => {
  browser = await launch();
  service = await Service.start();
  await service.ready();
});
after(async () => {
  await browser?.close();
  await service?.end();
});

test('Who logs in sees what was scored before: the hash of the text, never the text', async () => {
  await service.score(['Profit rose sharply'], { id: 'raptor-before' });
  const { page, faults } = await openPage(browser, service);
  await logIn(page);

  const row = page.locator('#events tr', { hasText: 'raptor-before' });
  await row.waitFor();
  const cells = await row.locator('td').allTextContents();
  assert.deepEqual([cells[3], cells[4], cells[5], cells[7]], ['5', 'model', createHash('sha256').update('Profit rose sharply').digest('hex').slice(0, 12), 'service']);
  assert.equal((await page.content()).includes('Profit rose'), false);

  await service.score(['Profit rose sharply', 'Sales fell'], { id: 'raptor-after' });
  await page.locator('#events tr', { hasText: 'raptor-after' }).nth(1).waitFor();
  assert.match(await page.locator('#events tr').first().textContent(), /raptor-after/);
  assertClean(faults);
});

test('The model’s provenance and the build are what info says', async () => {
  const { page, faults } = await openPage(browser, service);
  await logIn(page);
  const info = await (await fetch(`${service.url}/v1/info`, { headers: { Authorization: 'Bearer dev' } })).json();
  const shown = page.locator('#provenance');
  for (const text of [info.model.sha, info.model.fingerprint, info.model.quantisation, info.model.labels.join(', '), info.version, info.commit ?? '', 'passed']) {
    await shown.getByText(text, { exact: false }).first().waitFor();
  }
  assertClean(faults);
});

test('Paused, the page stands still until it goes on', async () => {
  const { page, faults } = await openPage(browser, service);
  await logIn(page);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('paused', { exact: true }).waitFor();
  await service.score(['While it stands still'], { id: 'raptor-paused' });
  await service.told('raptor-paused');
  // The bar goes on, a second at a time: the page's own stream has told of it by now.
  const up = await page.locator('[data-text="facts"]').textContent();
  for (let lines = 0; lines < 2; lines++) {
    const before = await page.locator('[data-text="facts"]').textContent();
    await page.waitForFunction(text => document.querySelector('[data-text="facts"]').textContent !== text, before);
  }
  assert.notEqual(await page.locator('[data-text="facts"]').textContent(), up);
  assert.equal(await page.locator('#events tr', { hasText: 'raptor-paused' }).count(), 0);

  await page.getByRole('button', { name: 'Pause' }).click();
  await page.locator('#events tr', { hasText: 'raptor-paused' }).waitFor();
  assertClean(faults);
});

test('Every chart has its sentence and its table', async () => {
  const { page, faults } = await openPage(browser, service);
  await logIn(page);
  for (const figure of await page.locator('figure[data-chart]').all()) {
    await figure.locator('canvas').waitFor();
    assert.notEqual((await figure.locator('.summary').textContent()).trim(), '');
    await figure.getByText('As a table').click();
    if (await figure.getAttribute('data-chart') !== 'latency') await figure.locator('tbody tr').first().waitFor();
  }
  assertClean(faults);
});

test('Under load the queue is seen to move, and who comes too late is told when to come again', async t => {
  const { page, faults } = await openPage(browser, service);
  await logIn(page);
  const load = new Load(t, service);

  await page.waitForFunction(() => Number(document.querySelector('[data-text="depth"]').textContent.replace(',', '')) > 40);
  await page.locator('[data-text="oldest"]').getByText(/\d+ interactive, oldest [\d.]+ m?s/).waitFor();
  await page.locator('[data-chart="queue"] .summary', { hasText: /^Now \d\d+ and 0/ }).waitFor();

  await page.route('**/v1/score', route => route.continue({ headers: { ...route.request().headers(), prefer: 'wait=1' } }));
  let tries = 0;
  const ask = async () => {
    await page.getByLabel('Headline').fill(`Headline ${tries++} that comes ${'too late '.repeat(200)}`);
    await page.getByRole('button', { name: 'Score', exact: true }).click();
    await page.locator('#result:not([aria-busy])').waitFor();
    return page.locator('#result').innerText();
  };
  await sees('the page is refused and counts down', ask, text =>
    text.includes('The work ahead would not finish in time (429)') && /^Try again in \d+ seconds?\.$/m.test(text));
  await page.locator('.vital[data-tone="warn"]', { hasText: 'Refused' }).waitFor();

  await service.end();
  await load.end();
  await page.getByText(lost).waitFor();
  // Until the queue is long enough the page's own request may be served, or be dropped when its second is over.
  assertClean(faults, status(429), status(504), /net::ERR/);
});
