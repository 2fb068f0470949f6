import { call, problemOf } from './api.js';
import { announce, byId, make } from './dom.js';
import { count, day, percent, plural, signed } from './format.js';
import { histogram } from './charts.js';
import { problem } from './problem.js';

// Labels and sentiment of a day against another.

const verdicts = { too_few: '○ Too few', none: '● No drift', slight: '▲ Small shift', drift: '✕ Drift' };

export function start(refused) {
  clear();
  byId('drift-form').addEventListener('submit', event => { event.preventDefault(); compare(refused); });
  for (const button of document.querySelectorAll('[data-days]')) {
    button.addEventListener('click', () => {
      const end = new Date(`${byId('day').value || day(new Date())}T00:00:00Z`);
      byId('against').value = day(new Date(end.getTime() - 86400000 * Number(button.dataset.days)));
      compare(refused);
    });
  }
}

export function clear() {
  byId('day').value = day(new Date());
  byId('against').value = day(new Date(Date.now() - 86400000));
  byId('drift-result').replaceChildren(make('p', { class: 'none', text: 'Choose two days.' }));
}

async function compare(refused) {
  const place = byId('drift-result');
  const query = new URLSearchParams({ day: byId('day').value, against: byId('against').value });
  try {
    const response = await call(`/v1/drift?${query}`);
    if (response.status === 401) return refused();
    if (response.ok) return show(place, await response.json());
    const found = await problemOf(response);
    place.replaceChildren(problem({ ...found, retryAfter: null }).element);
    announce(`${found.title}. ${found.detail ?? ''}`);
  } catch {
    place.replaceChildren(make('p', { class: 'fault', text: 'The service does not answer.' }));
  }
}

function show(place, report) {
  const { day: now, against: then } = report;
  const plot = make('div', { class: 'plot', 'aria-hidden': 'true' });
  place.replaceChildren(
    make('div', { class: 'finding', 'data-verdict': report.verdict }, make('b', { text: verdicts[report.verdict] }), make('p', { text: report.statement })),
    make('div', { class: 'two' },
      make('div', {}, make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Labels of the days' }, labels(report)), distances(report), make('p', { class: 'meta', text: notes(now, then).join(' ') })),
      make('figure', {},
        make('figcaption', {}, make('div', { class: 'legend' }, make('span', { text: 'Sentiment' }), make('span', { class: 'key', text: now.day }), make('span', { class: 'key second', text: then.day })),
          make('p', { class: 'summary', text: `Mean ${mean(now)} and ${mean(then)}` })),
        plot, asTable(now, then))));
  if (now.scores + then.scores > 0) {
    const shares = one => one.histogram.map(bar => one.scores ? bar / one.scores : 0);
    histogram(plot, [now.histogram.map((_, i) => -0.95 + i * 0.1), shares(now), shares(then)], [now.day, then.day]);
  }
  announce(`${verdicts[report.verdict].slice(2)}. ${report.statement}`);
}

const mean = one => one.mean_sentiment === undefined ? '–' : signed(one.mean_sentiment, 3);

function labels(report) {
  const { day: now, against: then } = report;
  const share = (one, name) => one.scores ? one.labels[name] / one.scores : 0;
  const head = ['Label', now.day, then.day, 'Change'];
  return make('table', { class: 'tight' },
    make('thead', {}, make('tr', {}, ...head.map((text, i) => make('th', { scope: 'col', text, class: i ? 'num' : null })))),
    make('tbody', {},
      ...['positive', 'negative', 'neutral'].map(name => line(name, percent(share(now, name), 1), percent(share(then, name), 1), now.scores && then.scores ? `${signed(100 * (share(now, name) - share(then, name)), 1)} pt` : '')),
      line('Scores', count(now.scores), count(then.scores), ''),
      line('Mean sentiment', mean(now), mean(then), now.scores && then.scores ? signed(now.mean_sentiment - then.mean_sentiment, 3) : ''),
    ));
}

function distances(report) {
  if (report.label_distance === undefined) return null;
  const chance = report.label_chance < 0.001 ? 'less than once in a thousand' : `${percent(report.label_chance, 1)} of the time`;
  return make('p', { class: 'prose', text:
    `Labels differ by ${report.label_distance.toFixed(3)} (total variation); chance alone does that ${chance}. `
    + `Sentiment differs by ${report.sentiment_distance.toFixed(3)} (Kolmogorov–Smirnov); chance alone goes beyond ${report.sentiment_by_chance.toFixed(3)} once in a hundred.` });
}

const line = (name, ...values) => make('tr', {}, make('th', { scope: 'row', text: name }), ...values.map(text => make('td', { class: 'num', text })));

function notes(...days) {
  return days.flatMap(one => [
    one.is_sample ? `${one.day} has more scores than were read: its latest are counted.` : null,
    one.other_models ? `${plural(one.other_models, 'score')} of other weights on ${one.day} are left out.` : null,
  ]).filter(Boolean);
}

function asTable(now, then) {
  return make('details', {}, make('summary', { text: 'As a table' }), make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Sentiment, as a table' }, make('table', {},
    make('thead', {}, make('tr', {}, ...['From', now.day, then.day].map((text, i) => make('th', { scope: 'col', text, class: i ? 'num' : null })))),
    make('tbody', {}, ...now.histogram.map((bar, i) => line(signed(-1 + i * 0.1, 1), count(bar), count(then.histogram[i])))))));
}
