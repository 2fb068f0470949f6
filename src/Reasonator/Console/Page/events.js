import { call, problemOf } from './api.js';
import { byId, facts, label, make, tell } from './dom.js';
import { count, moment, plural, signed } from './format.js';
import { problem } from './problem.js';

// The recent scores, the newest on top; and what the database holds of a request.

const most = 100;
let known = new Set();

export function start(refused) {
  byId('trace-close').addEventListener('click', () => byId('trace').close());
  byId('events').addEventListener('click', event => {
    const id = event.target.closest('button')?.dataset.request;
    if (id) trace(id, refused);
  });
}

export function clear() {
  known = new Set();
  byId('events').replaceChildren();
  summarise();
}

/** Adds what is new; the rows that are there stay as they are. */
export function add(events, hasStore) {
  const fresh = events.filter(event => !known.has(key(event)));
  if (fresh.length === 0) return;
  const body = byId('events');
  for (const event of fresh) {
    known.add(key(event));
    body.prepend(row(event, hasStore));
  }
  while (body.rows.length > most) {
    known.delete(body.rows[body.rows.length - 1].dataset.key);
    body.deleteRow(-1);
  }
  summarise();
}

// A restarted process begins its numbers again.
const key = event => `${event.at} ${event.number}`;

function summarise() {
  const rows = [...byId('events').rows];
  byId('events-none').hidden = rows.length > 0;
  const of = name => rows.filter(row => row.dataset.label === name).length;
  tell('recent-count', rows.length === 0 ? '' : `${plural(rows.length, 'score')}: ${of('positive')} positive, ${of('negative')} negative, ${of('neutral')} neutral`);
}

function row(event, hasStore) {
  return make('tr', { 'data-key': key(event), 'data-label': event.label },
    make('td', {}, make('time', { datetime: event.at, title: moment(event.at), text: event.at.slice(11, 19) })),
    make('td', {}, label(event.label)),
    make('td', { class: 'num', text: signed(event.sentiment) }),
    make('td', { class: 'num', text: count(event.tokens) }),
    make('td', { text: event.cached ? 'cache' : 'model' }),
    make('td', { class: 'mono', text: event.text }),
    make('td', {}, hasStore
      ? make('button', { type: 'button', class: 'quiet id', 'data-request': event.request_id, title: event.request_id, 'aria-label': `Stored scores of request ${event.request_id}`, text: event.request_id })
      : make('span', { class: 'mono id', title: event.request_id, text: event.request_id })),
    make('td', { text: event.caller }));
}

async function trace(id, refused) {
  const [dialog, body] = [byId('trace'), byId('trace-body')];
  body.replaceChildren(make('p', { class: 'none', text: 'Asking the database…' }));
  dialog.showModal();
  try {
    const response = await call(`/v1/scores?request_id=${encodeURIComponent(id)}&limit=32`);
    if (response.status === 401) {
      dialog.close();
      refused();
    } else if (response.ok) {
      const { scores } = await response.json();
      body.replaceChildren(...(scores.length ? scores.map(stored) : [make('p', { text: 'It holds none yet: events are written within a second, and the oldest give way.' })]));
    } else {
      body.replaceChildren(problem(await problemOf(response)).element);
    }
  } catch {
    body.replaceChildren(make('p', { class: 'fault', text: 'The service does not answer.' }));
  }
}

function stored(score) {
  const list = make('dl', { class: 'facts-list' });
  facts(list, [
    ['Scored', `${moment(score.scored_at)} UTC for ${score.caller}, ${score.mode}`],
    ['Result', `${score.label}, ${signed(score.sentiment)}: positive ${score.scores.positive.toFixed(4)}, negative ${score.scores.negative.toFixed(4)}, neutral ${score.scores.neutral.toFixed(4)}`],
    ['Text', score.text_sha256, true],
    ['Length', `${plural(score.tokens, 'token')}${score.text_length ? `, ${plural(score.text_length, 'character')}` : ''}`],
    ['Weights', score.model_sha, true],
    ['Fingerprint', score.fingerprint, true],
    ['Stale', score.stale ? '▲ yes: other weights, vocabulary, labels or quantisation than those loaded now' : 'no'],
    ['Request', score.request_id, true],
  ]);
  return list;
}
