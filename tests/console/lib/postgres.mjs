import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deadline, ends, sees } from './eventually.mjs';
import { reservePort } from './port.mjs';
import { binary, inherited } from './service.mjs';

// A PostgreSQL in a temporary folder, reached through its own password and nobody else's network.

// PGOPTIONS and its like are a developer's own.
const execute = promisify(execFile);
const run = (program, rest, more = {}) => execute(program, rest, { timeout: deadline, killSignal: 'SIGKILL', cwd: '/', env: { ...inherited, ...more } });
const home = '/usr/lib/postgresql';
const isRoot = process.getuid() === 0;

/** The newest PostgreSQL of this machine; null where there is none. */
export const programs = existsSync(home)
  ? (await readdir(home)).filter(version => existsSync(join(home, version, 'bin/initdb'))).sort((a, b) => a - b).map(version => join(home, version, 'bin')).at(-1) ?? null
  : null;

// The server refuses to run as root.
const asUser = (program, ...rest) => isRoot ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', join(programs, program), ...rest] : [join(programs, program), ...rest];

export class Database {
  #folder; #server; #port;

  /** With its tables; null where there is no PostgreSQL. */
  static async start() {
    if (programs === null) return null;
    const database = new Database();
    await database.#create();
    return database;
  }

  async #create() {
    this.#folder = await mkdtemp(join(tmpdir(), 'reasonator-console-'));
    this.#port = await reservePort();
    const [password, data, file] = [randomUUID(), join(this.#folder, 'data'), join(this.#folder, 'password')];
    await writeFile(file, password);
    await chmod(this.#folder, 0o700);
    if (isRoot) await run('chown', ['-R', 'postgres', this.#folder]);
    await exec(asUser('initdb', '--pgdata', data, '--auth', 'scram-sha-256', '--username', 'postgres', '--pwfile', file, '--no-sync', '--encoding', 'UTF8', '--locale', 'C'));
    const [program, ...rest] = asUser('postgres', '-D', data, '-p', `${this.#port}`, '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off', '-c', 'shared_buffers=8MB');
    this.#server = spawn(program, rest, { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/', env: inherited });
    process.on('exit', () => this.#server.kill('SIGQUIT'));
    await this.#started();
    this.url = `postgres://postgres:${password}@127.0.0.1:${this.#port}/postgres?sslmode=disable`;
    await run(binary, ['migrate'], { DATABASE_URL: this.url });
  }

  async #started() {
    let said = '';
    this.#server.stderr.setEncoding('utf8').on('data', text => { said += text; });
    const look = async () => {
      if (this.#server.exitCode !== null || this.#server.signalCode !== null) throw new Error(`PostgreSQL did not start: ${said}`);
      return said;
    };
    await sees('PostgreSQL says that it accepts connections', look, text => text.includes('ready to accept connections'));
  }

  /** Runs a statement as the service's own user does. */
  async query(sql) {
    const url = new URL(this.url);
    const login = ['-h', url.hostname, '-p', url.port, '-U', url.username, '-d', 'postgres'];
    const { stdout } = await run(join(programs, 'psql'), ['-X', '-q', '-t', '-A', '-v', 'ON_ERROR_STOP=1', ...login, '-c', sql], { PGPASSWORD: url.password });
    return stdout.trim();
  }

  /**
   * Writes 400 scores of today and 600 of a week ago with other shares of labels, all of the model that is loaded. Sets `day`,
   * which is today only until midnight (UTC).
   */
  async seedDrift(model = '87258bc5952eccba35f49876c5d2fafe9504588e49206f9340990a7c876bcfe6') {
    const day = (days, count, positive, negative) => `
      insert into score_event select
        (lpad(to_hex((extract(epoch from date_trunc('day', now() at time zone 'utc') - interval '${days} days') * 1000)::bigint + n), 12, '0') || '7000' || '8' || lpad(to_hex(n), 15, '0'))::uuid,
        now() - interval '${days} days', 'seed', 'service', 'sentence', decode(repeat('ab', 32), 'hex'), 40, 12,
        l.label, l.p, l.q, 1 - l.p - l.q, l.p - l.q, '${model}', 'f', 'l'
      from generate_series(1, ${count}) n, lateral (select case when n % 100 < ${positive} then 'positive' when n % 100 < ${positive + negative} then 'negative' else 'neutral' end as label) k,
        lateral (select k.label, case k.label when 'positive' then 0.55 + 0.4 * ((n * 37 % 101) / 101.0) else 0.05 + 0.1 * ((n * 13 % 17) / 17.0) end as p,
          case k.label when 'negative' then 0.55 + 0.35 * ((n * 29 % 103) / 103.0) else 0.03 + 0.08 * ((n * 11 % 19) / 19.0) end as q) l`;
    // One call is one transaction, in which now() stands still.
    this.day = await this.query(`${day(7, 600, 41, 22)}; ${day(0, 400, 24, 38)}; select to_char(now() at time zone 'utc', 'YYYY-MM-DD')`);
  }

  /** Keeps the batches that are submitted from now on in the state `running`: no result of theirs is stored. */
  async holdBatches() {
    await this.query(`create function held() returns trigger language plpgsql as 'begin return null; end';
      create trigger held before update of result_id on batch_score_chunks for each row execute function held()`);
  }

  async end() {
    const gone = once(this.#server, 'exit');
    this.#server.kill('SIGQUIT');
    await ends('PostgreSQL ends', gone);
    await rm(this.#folder, { recursive: true });
  }
}

const exec = ([program, ...rest]) => run(program, rest);
