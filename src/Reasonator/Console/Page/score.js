import { call, problemOf } from './api.js';
import { announce, byId, label, make } from './dom.js';
import { count, ms, plural, signed } from './format.js';
import { problem } from './problem.js';

// The box that scores one text, and tells why it scored as it did.

let onRefused = () => {};
let asked = 0;
let countdown = () => {};

export function start(refused) {
  onRefused = refused;
  const [form, text, why, whole] = [byId('score-form'), byId('text'), byId('why'), byId('document')];
  form.addEventListener('submit', event => { event.preventDefault(); score(false); });
  why.addEventListener('click', () => score(true));
  text.addEventListener('keydown', event => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); score(false); }
  });
  whole.addEventListener('change', () => { why.disabled = whole.checked; });
}

export function clear() {
  asked++;
  countdown();
  byId('score-form').reset();
  byId('why').disabled = false;
  byId('result').replaceChildren();
}

/** White space as the service trims it: where words lie is counted from there. */
const trimmed = text => text.replace(/^(?:(?!\ufeff)[\s\x85])+|(?:(?!\ufeff)[\s\x85])+$/g, '');

async function score(explain) {
  const own = ++asked;
  countdown();
  const text = trimmed(byId('text').value);
  if (text === '') {
    show([make('p', { class: 'fault', text: 'Write a headline first.' })], 'Write a headline first.');
    byId('text').focus();
    return;
  }

  const mode = byId('document').checked ? { mode: 'document' } : {};
  byId('result').setAttribute('aria-busy', 'true');
  const answer = await ask({ items: [{ text }], ...mode, ...(explain ? { explain } : {}) });
  if (own !== asked) return;
  byId('result').removeAttribute('aria-busy');
  if (answer.problem?.status === 401) onRefused();
  else if (answer.problem) refuse(answer.problem);
  else show(result(text, answer), `${answer.result.label}, sentiment ${signed(answer.result.sentiment)}`);
}

async function ask(body) {
  const began = performance.now();
  try {
    const response = await call('/v1/score', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    if (!response.ok) return { problem: await problemOf(response) };
    const { results: [result] } = await response.json();
    return { result, timing: timing(response.headers.get('Server-Timing') ?? ''), took: performance.now() - began };
  } catch {
    return { problem: { status: 0, title: 'The service does not answer', detail: 'Nothing came back: it may be restarting. Try again when the page is live.' } };
  }
}

const timing = header => Object.fromEntries([...header.matchAll(/(\w+);dur=([\d.]+)/g)].map(([, name, value]) => [name, Number(value)]));

function show(children, spoken) {
  byId('result').replaceChildren(...children);
  announce(spoken);
}

function refuse(found) {
  const shown = problem(found);
  countdown = shown.stop;
  show([shown.element], `${found.title}. ${found.detail ?? ''}`);
}

function result(text, { result: r, timing: t, took }) {
  return [
    make('div', { class: 'verdict' }, label(r.label), make('span', { text: `sentiment ${signed(r.sentiment)}, from −1 to +1` })),
    make('div', { class: 'bars' }, ...['positive', 'negative', 'neutral'].flatMap(name => [
      label(name),
      make('div', { class: 'track', 'aria-hidden': 'true' }, make('div', { class: `fill ${name}`, share: r.scores[name] })),
      make('span', { class: 'num', text: r.scores[name].toFixed(4) }),
    ])),
    make('p', { class: 'meta', text: [
      plural(r.tokens, 'token'),
      r.truncated ? 'truncated: the end was not read' : 'read whole',
      r.cached ? 'from the cache' : 'run now',
      `tokenize ${ms(t.tok)}`, `queue ${ms(t.queue)}`, `infer ${ms(t.infer)}`, `round trip ${ms(took)}`,
    ].join(' · ') }),
    ...(r.words ? explanation(text, r.words) : []),
    ...(r.sentences ? sentences(text, r.sentences) : []),
  ];
}

/** Each word with the number that it adds to the sentiment: colour, line and sign say the same. */
function explanation(text, words) {
  const strongest = Math.max(0.02, ...words.map(word => Math.abs(word.effect)));
  return [
    make('h3', { text: 'What each word adds to the sentiment' }),
    make('ol', { class: 'words', 'aria-label': 'Words and what each adds to the sentiment' }, ...words.map(word => {
      const share = Math.abs(word.effect) / strongest;
      const side = share < 0.1 ? '' : word.effect > 0 ? 'up' : 'down';
      return make('li', { class: side, strength: share }, make('span', { text: text.slice(word.start, word.start + word.length) }), ' ', make('small', { text: signed(word.effect) }));
    })),
    make('p', { class: 'hint', text: 'The sentiment of the whole less that without the word. A solid line lifts it, a dashed one lowers it.' }),
  ];
}

function sentences(text, all) {
  return [
    make('h3', { text: `${plural(all.length, 'sentence')}; the result is their mean, by tokens` }),
    make('ol', { class: 'sentences' }, ...all.map(s => make('li', {},
      make('span', { text: text.slice(s.start, s.start + s.length) }),
      make('p', { class: 'meta' }, label(s.label), ` ${signed(s.sentiment)} · ${count(s.tokens)} tokens`)))),
  ];
}
