// Numbers and times as people read them; all times are UTC, as those of the log are.

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

export const count = value => whole.format(value);

/** Milliseconds with as many digits as mean something. */
export function ms(value) {
  if (value === undefined || value === null) return '–';
  if (value >= 10000) return `${(value / 1000).toFixed(0)} s`;
  if (value >= 1000) return `${(value / 1000).toFixed(1)} s`;
  return `${number(value)} ms`;
}

export function number(value) {
  if (value === undefined || value === null) return '–';
  if (value < 0.005) return '0';
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export const rate = value => value >= 10 || value === Math.round(value) ? whole.format(value) : value.toFixed(1);

export const percent = (share, digits = 0) => `${(share * 100).toFixed(digits)} %`;

/** With its sign, also where it is positive. */
export const signed = (value, digits = 2) => {
  const text = Math.abs(value).toFixed(digits);
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
};

export function duration(seconds) {
  const s = Math.floor(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor(s / 60) % 60} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor(s / 3600) % 24} h`;
}

export const clock = date => date.toISOString().slice(11, 19);

export const moment = text => `${text.slice(0, 10)} ${text.slice(11, 19)}`;

export const day = date => date.toISOString().slice(0, 10);

export const plural = (value, one, many = `${one}s`) => `${count(value)} ${value === 1 ? one : many}`;
