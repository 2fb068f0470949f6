import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { assertClean, launch, logIn, openPage, status } from './lib/browser.mjs';
import { Service } from './lib/service.mjs';
import { test } from './lib/test.mjs';

let browser, service, page, faults;

before(async () => {
  browser = await launch();
  service = await Service.start();
  await service.ready();
  ({ page, faults } = await openPage(browser, service));
  await logIn(page);
});
after(async () => {
  await browser?.close();
  await service?.end();
});

const score = async text => {
  await page.getByLabel('Headline').fill(text);
  await page.getByRole('button', { name: 'Score', exact: true }).click();
};
const result = () => page.getByRole('region', { name: 'Result' });

test('A headline is scored: label, sentiment, probabilities that sum to one, tokens, timing', async () => {
  await score('  Apple raises guidance after record quarter ');

  await result().locator('.verdict .label.positive').waitFor();
  const shares = (await result().locator('.bars .num').allTextContents()).map(Number);
  assert.equal(shares.length, 3);
  assert.ok(Math.abs(shares[0] + shares[1] + shares[2] - 1) < 0.001, `${shares}`);
  assert.match(await result().locator('.verdict').textContent(), /sentiment \+0\.\d\d/);
  assert.match(await result().locator('.meta').textContent(), /^8 tokens · read whole · run now · tokenize .+ · queue .+ · infer .+ · round trip /);
  assert.match(await page.locator('#announce').textContent(), /^positive, sentiment \+0\.\d\d$/);
  const wide = await result().locator('.fill.positive').evaluate(bar => bar.clientWidth / bar.parentElement.clientWidth);
  assert.ok(Math.abs(wide - shares[0]) < 0.02, `${wide} of the track for ${shares[0]}`);

  await score('Apple raises guidance after record quarter');
  await result().getByText('from the cache').waitFor();
  assertClean(faults);
});

test('Why tells what each word adds, in text and not by colour alone', async () => {
  await page.getByLabel('Headline').fill('  Lender swings to a 💥 loss');
  await page.getByRole('button', { name: 'Why?' }).click();

  const words = result().getByRole('list', { name: 'Words and what each adds' }).getByRole('listitem');
  await words.first().waitFor();
  const said = await words.allTextContents();
  assert.deepEqual(said.map(word => word.split(' ')[0]), ['Lender', 'swings', 'to', 'a', '💥', 'loss']);
  said.forEach(word => assert.match(word, / (?:[+−]\d\.\d\d|0\.00)$/));
  const marked = result().locator('.words .up, .words .down');
  assert.ok(await marked.count() > 0);
  for (const word of await marked.all()) {
    const [sign, line] = await word.evaluate(item => [item.querySelector('small').textContent[0], getComputedStyle(item).borderBottomStyle]);
    assert.equal(line, sign === '+' ? 'solid' : 'dashed');
  }
  assertClean(faults);
});

test('A document is told sentence by sentence, and has no why', async () => {
  await page.getByLabel('Sentence by sentence').check();
  assert.equal(await page.getByRole('button', { name: 'Why?' }).isDisabled(), true);
  await score('Acme Inc. beat estimates. Its shares fell 3% on a weak outlook.');

  const sentences = result().locator('.sentences li');
  await sentences.nth(1).waitFor();
  assert.deepEqual(await sentences.locator('> span').allTextContents(), ['Acme Inc. beat estimates.', 'Its shares fell 3% on a weak outlook.']);
  await page.getByLabel('Sentence by sentence').uncheck();
  assertClean(faults);
});

test('Markup in a headline stays text', async () => {
  const text = '<img src=x onerror=alert(1)> profit <b>rose</b>';
  await page.getByLabel('Headline').fill(text);
  await page.getByRole('button', { name: 'Why?' }).click();
  await result().getByText('<b>rose</b>').waitFor();
  assert.equal(await result().locator('img').count(), 0);
  assertClean(faults);
});

test('A text that cannot be scored is answered in the service’s words, with the place of the fault', async () => {
  await score(' ');
  await result().getByText('Write a headline first.').waitFor();
  assertClean(faults);

  await page.getByLabel('Headline').fill(Array.from({ length: 65 }, (_, i) => `word${i}`).join(' '));
  await page.getByRole('button', { name: 'Why?' }).click();
  await result().getByText('The request is not valid (400)').waitFor();
  await result().getByText('/items/0/text: At most 64 words').waitFor();
  await result().getByText('trace id').waitFor();
  assertClean(faults, status(400));
});

test('Answers that take a failing service to provoke are told too', async () => {
  for (const [code, type, title, detail] of [
    [413, 'too-large', 'The request is too large', 'A body may have at most 1048576 bytes.'],
    [503, 'stalled', 'Inference makes no progress', 'Work is waiting.'],
    [504, 'deadline-passed', 'The deadline passed in the queue', 'Not scored within 20 s; what had not run was dropped.'],
  ]) {
    await page.route('**/v1/score', route => route.fulfill({
      status: code, contentType: 'application/problem+json', headers: code > 500 ? { 'Retry-After': '1' } : {},
      body: JSON.stringify({ type: `urn:reasonator:${type}`, title, status: code, detail, instance: '/v1/score', trace_id: 'f00d' }),
    }));
    await score('Profit rose');
    await result().getByText(`${title} (${code})`).waitFor();
    await result().getByText(detail).waitFor();
    if (code > 500) await result().getByText('Try again now.').waitFor();
    await page.unroute('**/v1/score');
  }
  await page.route('**/v1/score', route => route.abort('connectionrefused'));
  await score('Profit rose');
  await result().getByText('The service does not answer').waitFor();
  await page.unroute('**/v1/score');
  await page.route('**/v1/score', route => route.fulfill({ status: 401, contentType: 'application/problem+json', body: '{"title":"A valid token is required"}' }));
  await score('Profit rose');
  await page.getByRole('alert').getByText('it was rotated').waitFor();
  assertClean(faults, /status of (400|401|413|503|504)/, /net::ERR_CONNECTION_REFUSED/);
});
