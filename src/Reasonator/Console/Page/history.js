// What the charts show: five minutes, second by second. A gap in time stays a gap.

const kept = 300;

export class History {
  #columns;
  #names;

  constructor(...names) {
    this.#names = names;
    this.clear();
  }

  clear() {
    this.#columns = [[], ...this.#names.map(() => [])];
  }

  get columns() { return this.#columns; }

  get last() { return this.#columns[0].at(-1) ?? 0; }

  /** Adds the values of a second; of one that is there already nothing is added. */
  add(at, ...values) {
    if (at <= this.last) return;
    if (this.last && at - this.last > 2) this.#push(this.last + 1, values.map(() => null));
    this.#push(at, values);
    while (this.#columns[0].length > 1 && this.#columns[0][0] < at - kept) this.#columns.forEach(column => column.shift());
  }

  #push(at, values) {
    [at, ...values].forEach((value, i) => this.#columns[i].push(value ?? null));
  }
}
