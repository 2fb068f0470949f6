import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The real process, started as an operator starts it; whatever happens it does not outlive the tests.

export const repository = fileURLToPath(new URL('../../../', import.meta.url));
const binary = process.env.REASONATOR ?? join(repository, 'artifacts/bin/Reasonator/debug/Reasonator');
const alive = new Set();
process.on('exit', () => alive.forEach(child => child.kill('SIGKILL')));
// The runner ends a file that takes too long by a signal, and then nothing would be told of the exit.
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(1));

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

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
    const service = new Service(await freePort(), environment);
    await service.start();
    return service;
  }

  /** One of a single test, however that ends. */
  static async startFor(test, environment = {}) {
    const service = await Service.start(environment);
    test.after(() => service.end());
    return service;
  }

  /** Starts the process; resolves when it answers, in whatever state it is. */
  async start(environment = {}) {
    // No more of the environment than it needs: a developer's own settings are none of the tests'.
    const { PATH, HOME, TMPDIR = '', DOTNET_ROOT = '' } = process.env;
    const child = spawn(binary, ['--urls', this.url], { cwd: '/', env: { PATH, HOME, TMPDIR, DOTNET_ROOT, ...this.#environment, ...environment } });
    alive.add(child);
    child.once('exit', () => alive.delete(child));
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => { this.output += text; });
    this.#child = child;
    await this.health(() => true);
  }

  /** Asks health until it says what is wanted. */
  async health(wanted) {
    while (true) {
      if (this.#child.exitCode !== null) throw new Error(`The service ended: ${this.output}`);
      try {
        const body = await (await fetch(`${this.url}/v1/health`)).json();
        if (wanted(body)) return body;
      } catch {
        // Not bound yet.
      }
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  }

  ready() {
    return this.health(body => body.status === 'ok');
  }

  async end(signal = 'SIGKILL') {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill(signal);
    await gone;
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
