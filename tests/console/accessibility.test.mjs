import assert from 'node:assert/strict';
import axe from 'axe-core';
import { after, before } from 'node:test';
import { assertClean, compareWithAWeekAgo, launch, logIn, openPage, status } from './lib/browser.mjs';
import { Database, programs } from './lib/postgres.mjs';
import { brokenModels, Service } from './lib/service.mjs';
import { test } from './lib/test.mjs';

let browser, database, service, models, failed;

before(async () => {
  [browser, database, models] = await Promise.all([launch(), Database.start(), brokenModels()]);
  service = await Service.start(database ? { DATABASE_URL: database.url } : {});
  failed = await Service.start({ MODELS_DIR: models.folder });
  await Promise.all([service.ready(), failed.failed(), database?.seedDrift()]);
  await service.score(['Profit rose', 'Sales fell', 'The board will meet'], { id: 'raptor-1' });
});
after(async () => {
  await browser?.close();
  await Promise.all([service?.end(), failed?.end()]);
  await Promise.all([database?.end(), models?.remove()]);
});

/** The rules of WCAG 2.2 AA, and those that experience adds. */
async function assertAccessible(page, state) {
  // Not by a script element: the page's own policy would refuse it.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const faults = violations.filter(rule => ['serious', 'critical'].includes(rule.impact))
    .map(rule => `${state}: ${rule.id}, ${rule.help}: ${rule.nodes.map(node => `${node.target} ${node.any[0]?.message ?? ''}`).join('; ')}`);
  assert.deepEqual(faults, []);
}

async function assertFits(page, state) {
  const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= window, `${state}: ${wide} px of content on ${window} px`);
}

async function fill(page) {
  await page.locator('#events tr').nth(2).waitFor();
  await page.getByLabel('Headline').fill('Lender swings to a loss but raises its dividend');
  await page.getByRole('button', { name: 'Why?' }).click();
  await page.getByText('What each word adds').waitFor();
  for (const table of await page.locator('figure[data-chart]').getByText('As a table').all()) await table.click();
  if (programs) {
    await compareWithAWeekAgo(page, database);
  }
}

for (const colorScheme of ['light', 'dark']) {
  for (const [name, viewport] of [['desktop', { width: 1360, height: 900 }], ['phone', { width: 360, height: 740 }]]) {
    test(`Every state is accessible and fits, ${colorScheme} on a ${name}`, async () => {
      const { page, faults } = await openPage(browser, service, { colorScheme, viewport });
      await page.locator('.state', { hasText: 'ok' }).waitFor();
      const look = async state => { await assertAccessible(page, state); await assertFits(page, state); };
      await look('login');
      await page.getByLabel('Service token').fill('wrong');
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByText('This token is not accepted.').waitFor();
      await look('wrong token');

      await logIn(page);
      await fill(page);
      await look('explained');
      await page.getByLabel('Sentence by sentence').check();
      await page.getByLabel('Headline').fill('Acme beat estimates. Its shares fell on a weak outlook.');
      await page.getByRole('button', { name: 'Score', exact: true }).click();
      await page.locator('.sentences').waitFor();
      await page.getByRole('button', { name: 'Pause' }).click();
      await look('document, paused');
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByLabel('Sentence by sentence').uncheck();
      await page.getByLabel('Headline').fill('word '.repeat(65));
      await page.getByRole('button', { name: 'Why?' }).click();
      await page.locator('.problem').waitFor();
      await look('problem');
      if (programs) {
        await page.getByRole('button', { name: 'Stored scores of request raptor-1' }).first().click();
        await page.getByRole('dialog').getByText('Fingerprint').first().waitFor();
        await look('trace');
      }
      assertClean(faults, status(401), status(400));
    });

    test(`A failed service and a lost one are accessible and fit, ${colorScheme} on a ${name}`, async () => {
      const { page, faults } = await openPage(browser, failed, { colorScheme, viewport });
      await page.locator('#reason p').waitFor();
      await logIn(page);
      await page.getByText('none is loaded').waitFor();
      await assertAccessible(page, 'failed');
      await assertFits(page, 'failed');
      await failed.end();
      await page.getByText(/^reconnecting…/).waitFor();
      await assertAccessible(page, 'lost');
      await assertFits(page, 'lost');
      await failed.start();
      assertClean(faults, /net::ERR/, status(503));
    });
  }
}
