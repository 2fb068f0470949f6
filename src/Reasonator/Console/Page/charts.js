import { make } from './dom.js';
import { clock } from './format.js';

// A chart is a figure: its name and keys, a sentence that says what it shows, the picture, and the same as a table.

const charts = [];
const dark = matchMedia('(prefers-color-scheme: dark)');
dark.addEventListener('change', () => charts.forEach(chart => chart.rebuild()));

const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** From the first second that is known, a minute at least. */
function span(_, first, end) {
  const last = end ?? Math.floor(Date.now() / 1000);
  return [Math.min(first ?? last, last - 60), last];
}

const logarithmic = { distr: 3, range: (_, __, most) => [0.1, Math.max(100, 10 ** Math.ceil(Math.log10(most ?? 1)))] };

const decades = (_, __, least, most) => [0.1, 1, 10, 100, 1000, 10000, 100000].filter(value => value >= least && value <= most);

export class Chart {
  #figure; #history; #options; #plot = null; #place; #summary; #table; #details;

  /**
   * @param figure An empty figure element.
   * @param history Times, and a column for each of the one or two series.
   * @param options name; series, their names; value, which writes one; say, which makes the sentence of the columns; least, the
   * least height of the scale; isLog for values of many sizes.
   */
  constructor(figure, history, options) {
    [this.#figure, this.#history, this.#options] = [figure, history, options];
    this.#place = make('div', { class: 'plot', 'aria-hidden': 'true' });
    this.#summary = make('p', { class: 'summary' });
    this.#table = make('tbody');
    this.#details = make('details', { ontoggle: () => this.#fillTable() },
      make('summary', { text: 'As a table' }),
      make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `${options.name}, as a table` },
        make('table', {}, make('thead', {}, make('tr', {}, ...['Time (UTC)', ...options.series].map((text, i) => make('th', { scope: 'col', text, class: i ? 'num' : null })))), this.#table)));
    figure.replaceChildren(
      make('figcaption', {},
        make('div', { class: 'legend' }, make('span', { text: options.name }), ...options.series.map((text, i) => make('span', { class: i ? 'key second' : 'key', text }))),
        this.#summary),
      this.#place, this.#details);
    new ResizeObserver(() => this.#resize()).observe(this.#place);
    charts.push(this);
  }

  draw() {
    const columns = this.#history.columns;
    this.#say(this.#options.say(columns));
    this.#fillTable();
    if (this.#plot) this.#plot.setData(columns);
    else if (this.#place.clientWidth > 0) this.rebuild();
  }

  rebuild() {
    this.#plot?.destroy();
    this.#plot = new uPlot(this.#settings(), this.#history.columns, this.#place);
  }

  #say(text) {
    if (this.#summary.textContent !== text) this.#summary.textContent = text;
  }

  #resize() {
    this.#plot?.setSize({ width: this.#place.clientWidth, height: this.#place.clientHeight });
  }

  #fillTable() {
    if (!this.#details.open) return;
    const [times, ...series] = this.#history.columns;
    const rows = times.map((at, i) => [at, ...series.map(column => column[i])]).filter(row => row.slice(1).some(value => value !== null)).slice(-60).reverse();
    this.#table.replaceChildren(...rows.map(([at, ...values]) => make('tr', {},
      make('td', { text: clock(new Date(at * 1000)) }), ...values.map(value => make('td', { class: 'num', text: value === null ? '–' : this.#options.value(value) })))));
  }

  #settings() {
    const [ink, grid] = [color('--soft'), color('--grid')];
    const font = `11px ${color('--sans')}`;
    const axis = { stroke: ink, font, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
    return {
      width: this.#place.clientWidth,
      height: this.#place.clientHeight,
      legend: { show: false },
      padding: [6, 8, 0, 0],
      tzDate: at => uPlot.tzDate(new Date(at * 1000), 'Etc/UTC'),
      cursor: { drag: { x: false, y: false }, points: { size: 6 } },
      hooks: { setCursor: [plot => this.#point(plot.cursor.idx)] },
      scales: { x: { range: span }, y: this.#options.isLog ? logarithmic : { range: (_, __, most) => [0, Math.max(this.#options.least, (most ?? 0) * 1.1)] } },
      axes: [
        { ...axis, space: 76, size: 26, values: (_, times) => times.map(at => clock(new Date(at * 1000))), incrs: [15, 30, 60] },
        { ...axis, space: 28, size: 46, ...(this.#options.isLog && { splits: decades, filter: (_, splits) => splits }), values: (_, values) => values.map(value => this.#options.tick?.(value) ?? String(value)) },
      ],
      series: [{}, ...this.#options.series.map((label, i) => ({
        label, stroke: color(`--series-${i + 1}`), width: 1.75, dash: i ? [5, 3] : undefined, points: { show: false }, spanGaps: false,
      }))],
    };
  }

  /** What is under the pointer is told in the sentence's place. */
  #point(index) {
    const columns = this.#history.columns;
    const told = index === null || index === undefined || columns[1][index] === null || columns[1][index] === undefined
      ? this.#options.say(columns)
      : `${clock(new Date(columns[0][index] * 1000))}: ${this.#options.series.map((name, i) => `${name} ${this.#options.value(columns[i + 1][index] ?? 0)}`).join(', ')}`;
    this.#say(told);
  }
}

/** Bars of two days beside each other. */
export function histogram(place, values, names) {
  const axis = { stroke: color('--soft'), font: `11px ${color('--sans')}`, grid: { stroke: color('--grid'), width: 1 }, ticks: { show: false } };
  const bars = (align, i) => ({ label: names[i], stroke: color(`--series-${i + 1}`), fill: i ? 'transparent' : color('--series-1'), width: 1.5, points: { show: false }, paths: uPlot.paths.bars({ size: [0.42, 100], align }) });
  return new uPlot({
    width: place.clientWidth, height: place.clientHeight, legend: { show: false }, cursor: { show: false }, padding: [6, 8, 0, 0],
    scales: { x: { time: false, range: [-1, 1] }, y: { range: (_, __, most) => [0, Math.max(0.01, most * 1.05)] } },
    axes: [{ ...axis, size: 26, values: (_, all) => all.map(v => v.toFixed(1).replace('-', '−')) }, { ...axis, size: 46, values: (_, all) => all.map(v => `${Math.round(v * 100)} %`) }],
    series: [{}, bars(-1, 0), bars(1, 1)],
  }, values, place);
}
