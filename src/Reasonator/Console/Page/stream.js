import { call, health, problemOf } from './api.js';

// The stream of snapshots, and what there is to do when it ends: ask health why, wait, begin again.

const silence = 6000;
const longestWait = 8000;

/**
 * Follows the service until it is stopped. `on.snapshot(line)`; `on.refused(wasIn)` when the token is not accepted, which ends
 * it; `on.away({ state, reason, wait })` each time there is no stream.
 */
export function follow(on) {
  const stop = new AbortController();
  run(on, stop.signal);
  return () => stop.abort();
}

async function run(on, stop) {
  let wasIn = false;
  for (let tries = 0; !stop.aborted; tries++) {
    const outcome = await attempt(line => { wasIn = true; tries = 0; on.snapshot(line); }, stop);
    if (stop.aborted) return;
    if (outcome.status === 401) return on.refused(wasIn);
    const wait = Math.min(longestWait, outcome.retryAfter ? outcome.retryAfter * 1000 : 250 * 2 ** Math.min(tries, 5));
    on.away(await why(outcome));
    await pause(wait, stop);
  }
}

/** One stream, to its end: what ended it. */
async function attempt(line, stop) {
  // A frozen process, or a line that is cut, ends no stream by itself.
  const quiet = new AbortController();
  let timer = setTimeout(() => quiet.abort(), silence);
  try {
    const response = await call('/v1/watch', { signal: AbortSignal.any([stop, quiet.signal]) });
    if (!response.ok) return await problemOf(response);
    for await (const text of lines(response.body)) {
      clearTimeout(timer);
      timer = setTimeout(() => quiet.abort(), silence);
      line(JSON.parse(text));
    }
    return {};
  } catch {
    return { silent: quiet.signal.aborted };
  } finally {
    clearTimeout(timer);
  }
}

async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const whole = (rest + part.value).split('\n');
    rest = whole.pop();
    yield* whole;
  }
}

async function why(outcome) {
  const said = await health();
  if (said === null) return { state: 'unknown', reason: outcome.silent ? 'The service has not sent anything for six seconds.' : null };
  if (outcome.status === 429) return { state: said.status, reason: outcome.detail };
  return { state: said.status, reason: said.reason ?? (said.status === 'warming_up' ? 'The service does not know its tokens or its model yet.' : null) };
}

function pause(milliseconds, stop) {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, milliseconds);
    stop.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}
