import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { ends, sees } from './lib/eventually.mjs';
import { reservePort } from './lib/port.mjs';
import { Service } from './lib/service.mjs';
import { test } from './lib/test.mjs';

test('A wait that is in vain says what it was for and what it saw last', async () => {
  const full = sees('the moon is full', async () => 'a half moon', moon => moon === 'full', undefined, 30);
  await assert.rejects(full, /the moon is full\. Seen last: a half moon$/);
  await assert.rejects(sees('the moon is seen', () => new Promise(() => {}), () => true, undefined, 30), /the moon is seen\. Seen last: nothing$/);
  await assert.rejects(ends('the night ends', new Promise(() => {}), () => 'a dark sky', 30), /the night ends\. Seen last: a dark sky$/);
});

test('What fails is told at once, and what is seen is returned', async () => {
  await assert.rejects(sees('the moon is seen', async () => { throw new Error('clouds'); }, () => true), /^Error: clouds$/);
  let looks = 0;
  assert.equal(await sees('the third look', async () => ++looks, number => number === 3), 3);
  assert.equal(await ends('the night ends', Promise.resolve('morning')), 'morning');
});

test('A reserved port refuses, and a server can bind it again and again', async () => {
  const port = await reservePort();
  for (let i = 0; i < 2; i++) {
    await assert.rejects(fetch(`http://127.0.0.1:${port}`), fault => fault.cause.code === 'ECONNREFUSED');
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
  }
});

test('A service that was killed is not waited for', async t => {
  const service = await Service.startFor(t);
  await service.end('SIGKILL');
  await assert.rejects(service.ready(), /^Error: The service ended while this was waited for: health is ok/);
});
