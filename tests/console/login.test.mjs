import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { assertClean, launch, logIn, openPage, status } from './lib/browser.mjs';
import { Service } from './lib/service.mjs';
import { test } from './lib/test.mjs';
import { Vault } from './lib/vault.mjs';

const token = 'canary-Zq3vK8sT1mXb7LcN0yRwPdHe5uGfJaUi4oVtBkSx';
let browser, vault, service;

before(async () => {
  browser = await launch();
  vault = await Vault.start(token);
  service = await Service.start(vault.environment);
  await service.ready();
});
after(async () => {
  await browser?.close();
  await service?.end();
  await vault?.end();
});

test('A wrong token is told so, and the field keeps the focus', async () => {
  const { page, faults } = await openPage(browser, service);
  const field = page.getByLabel('Service token');
  await field.fill('wrong');
  await field.press('Enter');

  await page.getByRole('alert').getByText('This token is not accepted.').waitFor();
  assert.equal(await field.evaluate(input => input === document.activeElement), true);
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  await field.fill('with a space');
  await field.press('Enter');
  await page.getByText('A token has no spaces').waitFor();
  assertClean(faults, status(401));
});

test('The token is in this page’s memory and nowhere else, and a reload forgets it', async () => {
  const { page, context, faults } = await openPage(browser, service);
  const asked = [];
  page.on('request', request => asked.push(request.url()));
  await logIn(page, token);
  await page.locator('[data-text="facts"]', { hasText: 'staging' }).waitFor();

  const left = await page.evaluate(() => JSON.stringify([
    { ...localStorage }, { ...sessionStorage }, document.cookie, location.href, history.state, document.documentElement.outerHTML,
    [...document.querySelectorAll('input, textarea')].map(field => field.value), document.title, window.name,
  ]));
  assert.equal(left.includes(token), false);
  assert.deepEqual(await context.cookies(), []);
  assert.equal(asked.some(url => url.includes(token)), false);
  assert.deepEqual(await page.evaluate(() => indexedDB.databases()), []);

  await page.reload();
  await page.getByLabel('Service token').waitFor();
  assert.equal(await page.locator('#console').isVisible(), false);
  assertClean(faults);
});

test('Logging out forgets the token and all that was shown with it', async () => {
  const { page, faults } = await openPage(browser, service);
  await logIn(page, token);
  await page.getByLabel('Headline').fill('Profit rose sharply');
  await page.getByRole('button', { name: 'Score', exact: true }).click();
  await page.locator('#result .verdict').waitFor();
  await page.locator('#events tr').first().waitFor();

  await page.getByRole('button', { name: 'Log out' }).click();

  assert.equal(await page.getByLabel('Service token').evaluate(input => input === document.activeElement), true);
  assert.equal(await page.locator('#console').isVisible(), false);
  assert.equal(await page.locator('#events tr').count() + await page.locator('#result > *').count(), 0);
  assert.equal(await page.locator('#text').inputValue(), '');
  assertClean(faults);
});

test('A token that was rotated away leads back to the login, with words', async () => {
  const { page, faults } = await openPage(browser, service);
  await logIn(page, token);
  vault.token = 'another-token';
  await service.end();
  await service.start();

  await page.getByRole('alert').getByText('it was rotated').waitFor();
  await logIn(page, 'another-token');
  vault.token = token;
  await service.end();
  await service.start();
  await page.getByRole('alert').getByText('it was rotated').waitFor();
  assertClean(faults, status(401), status(503), /net::ERR/);
});

test('Before the vault has answered the page says so, keeps trying, and is in as soon as it has', async t => {
  const slow = await Vault.start(token, false);
  t.after(() => slow.end());
  const early = await Service.startFor(t, slow.environment);
  // The service waits 20 s for its vault, which a browser on a loaded machine may take: the page gets these answers until then.
  const answers = await Promise.all(['health', 'watch'].map(name => early.answer(`/v1/${name}`)));
  assert.deepEqual(answers.map(answer => answer.status), [503, 503]);
  const { page, faults } = await openPage(browser, early);
  for (const { path, ...answer } of answers) await page.route(`**${path}`, route => route.fulfill(answer));
  await page.locator('.state', { hasText: 'warming up' }).waitFor();
  await page.getByLabel('Service token').fill(token);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByText('connecting… it keeps trying').waitFor();
  await page.locator('#reason').getByText('The service does not know its tokens or its model yet.').waitFor();

  slow.open();
  await page.unrouteAll();

  await page.getByText('live', { exact: true }).waitFor();
  await page.locator('.state', { hasText: 'ok' }).waitFor();
  assertClean(faults, status(503), /net::ERR/);
});

test('The keyboard alone goes from the login through every control, in the order of the page', async () => {
  const { page, faults } = await openPage(browser, service);
  // The field has the focus from the start.
  await page.keyboard.type(token);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('live', { exact: true }).waitFor();
  await page.locator('#score-form').waitFor();

  const seen = [];
  const reach = async name => {
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('Tab');
      const now = await page.evaluate(() => {
        const it = document.activeElement;
        const style = getComputedStyle(it);
        return { name: it.getAttribute('aria-label') ?? it.labels?.[0]?.textContent.trim() ?? it.textContent.trim(), outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 };
      });
      seen.push(now);
      if (now.name === name) return;
    }
    assert.fail(`${name} is not reached: ${seen.map(one => one.name).join(' | ')}`);
  };

  await reach('Headline');
  await page.keyboard.type('Lender swings to a loss');
  await page.keyboard.press('Control+Enter');
  await page.locator('#result .verdict').waitFor();
  await reach('Why?');
  await page.keyboard.press('Space');
  await page.getByText('What each word adds').waitFor();
  await reach('Sentence by sentence');
  await page.keyboard.press('Space');
  await reach('Day');
  await reach('Compare');
  await reach('a week ago');
  assert.deepEqual(seen.filter(one => !one.outline && one.name !== '').map(one => one.name), []);
  assertClean(faults);
});
