import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ends, sees } from './eventually.mjs';
import { reservePort } from './port.mjs';

// The real process, started as an operator starts it; whatever happens it does not outlive the tests.

export const repository = fileURLToPath(new URL('../../../', import.meta.url));
export const binary = process.env.REASONATOR ?? join(repository, 'artifacts/bin/Reasonator/debug/Reasonator');
const alive = new Set();
process.on('exit', () => alive.forEach(child => child.kill('SIGKILL')));
// The runner ends a file that takes too long by a signal, and then nothing would be told of the exit.
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(1));

// No more of the environment than a program needs: a developer's own settings are none of the tests'.
const { PATH, HOME, TMPDIR, DOTNET_ROOT } = process.env;
export const inherited = { PATH, HOME, TMPDIR, DOTNET_ROOT };

/** A service on a port of its own; in development and without a vault, where the token is `dev`. */
export class Service {
  #child = null;
  #environment;
  output = '';

  constructor(port, environment) {
    [this.port, this.#environment] = [port, environment];
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(environment = {}) {
    const service = new Service(await reservePort(), environment);
    await service.start();
    return service;
  }

  /** One of a single test, however that ends. */
  static async startFor(test, environment = {}) {
    const service = await Service.start(environment);
    test.after(() => service.end());
    return service;
  }

  /** Starts the process. Returns health's first answer, in whatever state the service is. */
  async start(more = {}) {
    const child = spawn(binary, ['--urls', this.url], { cwd: '/', env: { ...inherited, ...this.#environment, ...more } });
    alive.add(child);
    child.once('exit', () => alive.delete(child));
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => { this.output += text; });
    this.#child = child;
    return this.health('health answers', () => true);
  }

  /** Asks health until it says what is wanted. The state must be one that stays: one that passes is held by the test. */
  health(what, wanted) {
    let last = 'no answer';
    const look = async signal => {
      if (this.#hasEnded) throw new Error(`The service ended while this was waited for: ${what}. ${this.output}`);
      try {
        const answer = await fetch(`${this.url}/v1/health`, { signal });
        last = await answer.text();
        return JSON.parse(last);
      } catch (fault) {
        // Not bound yet.
        last = `${fault.cause?.message ?? fault.message}`;
        return null;
      }
    };
    return sees(what, look, body => body !== null && wanted(body), () => last);
  }

  ready() {
    return this.health('health is ok', body => body.status === 'ok');
  }

  failed() {
    return this.health('health is failed', body => body.status === 'failed');
  }

  /** What the service answers at this moment, as `route.fulfill` takes it. */
  async answer(path) {
    const answer = await ends(`${path} answers`, fetch(`${this.url}${path}`, { headers: { Authorization: 'Bearer dev' } }), () => this.output);
    return { path, status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
  }

  /** Waits until the stream of snapshots has told of a score of the request. */
  told(id) {
    const look = async signal => (await fetch(`${this.url}/v1/watch?count=1`, { headers: { Authorization: 'Bearer dev' }, signal })).json();
    return sees(`the stream tells of ${id}`, look, line => line.events.some(event => event.request_id === id));
  }

  async end(signal = 'SIGKILL') {
    if (this.#hasEnded) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ends(`the service ends after ${signal}`, gone, () => this.output);
  }

  get #hasEnded() {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  score(texts, { token = 'dev', id, wait } = {}) {
    return fetch(`${this.url}/v1/score`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...(id && { 'X-Request-Id': id }), ...(wait && { Prefer: `wait=${wait}` }) },
      body: JSON.stringify({ items: texts.map(text => ({ text })) }),
    });
  }
}

/** A folder of models whose finbert-mini is another one than its manifest says; and how to remove it. */
export async function brokenModels() {
  const folder = await mkdtemp(join(tmpdir(), 'reasonator-console-'));
  await cp(join(repository, 'models/finbert-mini'), join(folder, 'finbert-mini'), { recursive: true });
  const vocabulary = join(folder, 'finbert-mini/vocab.txt');
  await writeFile(vocabulary, (await readFile(vocabulary, 'utf8')).replace('profit', 'loss'));
  return { folder, remove: () => rm(folder, { recursive: true }) };
}
