import { byId, make, tell, facts } from './dom.js';
import { count, moment, ms, number, percent, plural, rate } from './format.js';
import { Chart } from './charts.js';
import { History } from './history.js';

// What a snapshot changes on the page.

const traffic = new History('texts', 'requests');
const latency = new History('p50', 'p99');
const queue = new History('interactive', 'batch');
const memory = new History('resident', 'managed');

const known = values => values.filter(value => value !== null && value !== undefined);
const most = column => Math.max(0, ...known(column));
const now = column => known(column).at(-1);

const figure = name => document.querySelector(`[data-chart="${name}"]`);
const charts = [
  new Chart(figure('texts'), traffic, {
    name: 'A second', series: ['texts', 'requests'], value: count, least: 5,
    say: ([, texts, requests]) => `Most: ${plural(most(texts), 'text')} and ${plural(most(requests), 'request')} a second`,
  }),
  new Chart(figure('latency'), latency, {
    name: 'Latency', series: ['p50', 'p99'], value: ms, isLog: true, tick: value => value >= 1000 ? `${value / 1000} s` : `${value} ms`,
    say: ([, p50, p99]) => known(p99).length === 0 ? 'No request with scores in five minutes' : `Latest: ${ms(now(p50))} and ${ms(now(p99))}; longest p99 ${ms(most(p99))}`,
  }),
  new Chart(figure('queue'), queue, {
    name: 'Waiting texts', series: ['interactive', 'batch'], value: count, least: 5,
    say: ([, interactive, batch]) => `Now ${count(now(interactive) ?? 0)} and ${count(now(batch) ?? 0)}; most ${count(most(interactive))} and ${count(most(batch))}`,
  }),
  new Chart(figure('memory'), memory, {
    name: 'Memory, MB', series: ['resident', 'managed'], value: value => `${count(value)} MB`, least: 100,
    say: ([, resident, managed]) => `Now ${count(now(resident) ?? 0)} MB, of which managed ${count(now(managed) ?? 0)} MB; most ${count(most(resident))} MB`,
  }),
];

let model = null;
let minute = [];

export function reset() {
  [traffic, latency, queue, memory].forEach(history => history.clear());
  [model, minute] = [null, []];
}

/** Keeps what a snapshot tells of time; shows nothing. */
export function remember(line) {
  for (const s of line.seconds) {
    traffic.add(s.at, s.texts, s.requests);
    latency.add(s.at, s.p50, s.p99);
    minute.push(s);
  }
  minute = minute.slice(-60);
  const at = Math.floor(Date.parse(line.at) / 1000);
  queue.add(at, line.interactive.depth, line.batch.depth);
  memory.add(at, line.memory.resident_mb, line.memory.managed_mb);
  if (line.model) model = line.model;
}

export function show(line) {
  vitals(line);
  stages(line);
  provenance(line);
  store(line);
  batches(line);
  if (!document.hidden) charts.forEach(chart => chart.draw());
}

function vitals(line) {
  const last = minute.at(-1) ?? { texts: 0, requests: 0 };
  const sum = name => minute.reduce((all, second) => all + second[name], 0);
  tell('depth', count(line.interactive.depth + line.batch.depth));
  tell('oldest', [lane('interactive', line.interactive), lane('batch', line.batch)].filter(Boolean).join(' · ') || 'nothing waits in either lane');
  tell('texts', count(last.texts));
  tell('requests', `${plural(last.requests, 'request')} · ${rate(sum('texts') / Math.max(1, minute.length))}/s over a minute`);
  tell('p50', ms(line.latency.total.p50));
  tell('p99', line.latency.total.p99 ? `p99 ${ms(line.latency.total.p99)}, last minute` : 'no request with scores in a minute');
  const [refused, failed] = [sum('refused'), sum('failed')];
  tell('refused', count(refused));
  tell('failed', `${count(failed)} failed · ${count(sum('invalid'))} invalid`);
  document.querySelector('.vital[data-tone]').dataset.tone = refused + failed > 0 ? 'warn' : 'calm';
  const looked = line.cache.hits + line.cache.misses;
  tell('hits', looked === 0 ? '–' : percent(line.cache.hits / looked));
  tell('entries', `${count(line.cache.entries)} of ${count(line.cache.capacity)} places`);
  tell('resident', `${count(line.memory.resident_mb)} MB`);
  tell('managed', `peak ${count(line.memory.peak_mb)} · managed ${count(line.memory.managed_mb)} MB`);
}

const lane = (name, { depth, oldest_wait: oldest }) => depth > 0 ? `${count(depth)} ${name}, oldest ${ms(oldest)}` : null;

function stages(line) {
  for (const [stage, { p50, p99 }] of Object.entries(line.latency)) {
    tell(`${stage}-p50`, number(p50));
    tell(`${stage}-p99`, number(p99));
  }
  const c = line.cost_model;
  const price = tokens => ms(1000 * (c.per_run + c.per_token * tokens + c.per_token_squared * tokens * tokens));
  tell('cost', `16 tokens ${price(16)}, 64 tokens ${price(64)}, 512 tokens ${price(512)} of one worker of ${line.workers}. What is predicted is off by ${percent(c.mean_error)} on average.`);
}

const shown = {};

/** Whether a part of the page has another content than before: what stays is left alone, so that it can be read and selected. */
function changed(part, ...content) {
  const key = JSON.stringify(content);
  const isNew = shown[part] !== key;
  shown[part] = key;
  return isNew;
}

function provenance(line) {
  if (!changed('provenance', model, line.version, line.commit, line.self_test)) return;
  facts(byId('provenance'), [
    ['Model', model ? `${model.name} ${model.version}` : 'none is loaded'],
    ['Weights', model?.sha, true],
    ['Fingerprint', model?.fingerprint, true],
    ['Self-test', line.self_test === 'passed' ? '✓ passed: the golden texts score as recorded' : '✕ not passed: nothing is scored'],
    ['Labels', model?.labels.join(', ')],
    ['Quantisation', model?.quantisation],
    ['Architecture', model?.architecture],
    ['Reads', model && `${model.max_tokens} tokens at most`],
    ['Vocabulary', model?.vocabulary_sha, true],
    ['Source', model && `${model.source} (${model.revision})`],
    ['Licence', model?.licence],
    ['Version', line.version],
    ['Commit', line.commit, true],
  ]);
}

const states = {
  none: 'none: scores leave no row', starting: 'starting', ok: 'ok', failing: 'failing', schema_behind: 'its tables are too old', schema_ahead: 'its tables are too new',
};

function store({ store: s }) {
  if (!changed('store', s)) return;
  const exists = s.state !== 'none';
  facts(byId('store-facts'), [
    ['Database', states[s.state] ?? s.state],
    ['Rows', exists && s.rows !== undefined ? `${count(s.rows)} of ${count(s.row_budget)}` : null],
    ['Events', exists ? `${count(s.events_written)} written · ${count(s.events_pending)} waiting · ${count(s.events_lost)} lost` : null],
    ['Last fault', s.last_fault],
  ]);
  const warning = byId('store-warning');
  warning.hidden = !s.warning;
  if (s.warning && warning.textContent !== s.warning) warning.textContent = s.warning;
}

function batches(line) {
  if (!changed('batches', line.batches, line.store.state)) return;
  const open = line.batches ?? [];
  byId('batches-none').textContent = line.store.state === 'none' ? 'Batches need a database.' : line.batches ? (open.length ? '' : 'None.') : 'The database has not told yet.';
  byId('batch-list').replaceChildren(...open.map(batch => {
    const ended = batch.done + batch.failed;
    return make('li', {},
      `${batch.status}, ${count(ended)} of ${count(batch.total)}${batch.failed ? `, ${count(batch.failed)} failed` : ''}${batch.kind === 'rescore' ? ', a rescoring' : ''} · since ${moment(batch.created_at)} `,
      make('span', { class: 'mono', text: batch.id }),
      make('div', { class: 'track', 'aria-hidden': 'true' }, make('div', { class: 'fill', share: batch.total ? ended / batch.total : 0 })));
  }));
}

