import { make } from './dom.js';
import { plural } from './format.js';

// An error in words: what is wrong, where, and when to try again.

const advice = {
  400: 'Correct the text and score it again.',
  413: 'Shorten the text.',
  500: 'The log has the fault under the trace id.',
};

/** The element that tells a problem, and how to end its countdown. */
export function problem({ status, title, detail, errors, retryAfter, traceId }) {
  const wait = make('p');
  const element = make('div', { class: 'problem' },
    make('b', { text: status ? `${title} (${status})` : title }),
    detail ? make('p', { text: detail }) : null,
    errors ? make('ul', {}, ...Object.entries(errors).flatMap(([at, messages]) => messages.map(text => make('li', { text: `${at}: ${text}` })))) : null,
    advice[status] ? make('p', { text: advice[status] }) : null,
    wait,
    traceId ? make('p', { class: 'meta' }, 'trace id ', make('span', { class: 'mono', text: traceId })) : null);
  return { element, stop: retryAfter ? countDown(wait, retryAfter) : () => {} };
}

function countDown(place, seconds) {
  const end = performance.now() + seconds * 1000;
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    place.textContent = left > 0 ? `Try again in ${plural(left, 'second')}.` : 'Try again now.';
    if (left <= 0) clearInterval(timer);
  };
  const timer = setInterval(tick, 250);
  tick();
  return () => clearInterval(timer);
}
