import { canBeSent, hasToken, health, setToken } from './api.js';
import { announce, byId, make, tell } from './dom.js';
import { clock, duration } from './format.js';
import { follow } from './stream.js';
import * as live from './live.js';
import * as events from './events.js';
import * as score from './score.js';
import * as drift from './drift.js';

// Who is in, whether the stream is there, and what the bar on top says of it.

let unfollow = () => {};
let last = null;
let lastAt = 0;
let isLive = false;
let paused = false;
let held = [];

const form = document.querySelector('#login form');
const field = byId('token');

function logIn(event) {
  event.preventDefault();
  const token = field.value.trim();
  if (!canBeSent(token)) return refuse(token === '' ? 'Give the service token.' : 'A token has no spaces and no letters beyond ASCII.');
  byId('token-error').textContent = '';
  form.setAttribute('aria-busy', 'true');
  setToken(token);
  unfollow = follow({ snapshot, refused: wasIn => logOut(wasIn ? 'The service no longer accepts this token: it was rotated. Log in with the new one.' : 'This token is not accepted.'), away });
}

/** Forgets the token and all that was shown with it. */
function logOut(why = '') {
  unfollow();
  setToken(null);
  [last, isLive, held] = [null, false, []];
  live.reset();
  events.clear();
  score.clear();
  drift.clear();
  pause(false);
  byId('trace').close();
  tell('facts', '');
  tell('link', '');
  notice(null);
  open(false);
  form.removeAttribute('aria-busy');
  refuse(why);
}

function refuse(why) {
  byId('token-error').textContent = why;
  field.setAttribute('aria-invalid', why === '' ? 'false' : 'true');
  field.focus();
  field.select();
}

function open(isOpen) {
  byId('login').hidden = isOpen;
  byId('console').hidden = !isOpen;
  document.querySelector('.tools').hidden = !isOpen;
  if (isOpen) {
    form.removeAttribute('aria-busy');
    field.value = '';
    byId('token-error').textContent = '';
  }
}

function snapshot(line) {
  if (byId('console').hidden) {
    open(true);
    byId('main').focus();
    announce('Logged in.');
  }
  if (!isLive && last) back(line);
  isLive = true;
  lastAt = performance.now();
  state(line.status, line.reason);
  live.remember(line);
  last = { ...line, model: line.model ?? last?.model };
  tell('facts', `${line.environment} · version ${line.version} · up ${duration(line.uptime_seconds)}`);
  link();
  held = [...held, ...line.events].slice(-100);
  if (!paused) showAll();
}

function showAll() {
  if (!last) return;
  live.show(last);
  events.add(held, last.store.state !== 'none');
  held = [];
}

/** When the line's process began, in milliseconds: the service read both of its clocks at the same moment. */
const began = line => Date.parse(line.at) - line.uptime_seconds * 1000;

/** The stream is back: is it the same process, and is it the same model? */
function back(line) {
  announce('Live again.');
  // A process that ended young is followed by one that may be up for longer when the page is back.
  if (line.uptime_seconds >= last.uptime_seconds && began(line) - began(last) < 1000) return;
  const changes = [
    line.version === last.version ? null : `version ${last.version} became ${line.version}`,
    line.commit === last.commit ? null : `commit ${last.commit?.slice(0, 10)} became ${line.commit?.slice(0, 10)}`,
    !line.model || line.model.sha === last.model?.sha ? null : `weights ${last.model?.sha.slice(0, 12) ?? 'none'} became ${line.model.sha.slice(0, 12)}`,
  ].filter(Boolean);
  const when = clock(new Date(Date.now() - line.uptime_seconds * 1000));
  notice(`The service was restarted at ${when} UTC: ${changes.length ? `${changes.join(', ')}. Reload the page to have the new version’s` : 'same version, same weights'}.`, changes.length > 0);
}

function notice(text, isChange = false) {
  const place = byId('notice');
  place.hidden = text === null;
  if (text === null) return place.replaceChildren();
  place.dataset.tone = isChange ? 'warn' : 'calm';
  place.replaceChildren(make('p', { text }), make('button', { type: 'button', text: 'Dismiss', onclick: () => { notice(null); byId('main').focus(); } }));
  announce(text);
}

function away({ state: name, reason }) {
  if (isLive) announce('The connection is lost; reconnecting.');
  isLive = false;
  state(name, reason);
  link();
  if (!last) byId('token-error').textContent = '';
}

const titles = { failed: 'Nothing is scored.', stalled: 'Inference makes no progress.', draining: 'The process is stopping.' };

const names = { ok: 'ok', warming_up: 'warming up', failed: 'failed', stalled: 'stalled', draining: 'draining', unknown: 'not reachable' };

function state(name, reason) {
  const pill = document.querySelector('.state');
  if (pill.dataset.state !== name) {
    pill.dataset.state = name;
    tell('state', names[name] ?? name);
    document.title = name === 'ok' ? 'Reasonator' : `${names[name] ?? name} – Reasonator`;
    if (hasToken()) announce(`The service is ${names[name] ?? name}. ${reason ?? ''}`);
  }
  const banner = byId('reason');
  banner.hidden = !reason;
  const isBad = name === 'failed' || name === 'stalled';
  banner.dataset.tone = isBad ? 'bad' : 'warn';
  if (banner.dataset.said !== `${name} ${reason}`) banner.replaceChildren(...(reason ? [make('p', {}, titles[name] ? make('b', { text: `${titles[name]} ` }) : null, reason, isBad ? ' What to do is in docs/incident.md.' : null)] : []));
  banner.dataset.said = `${name} ${reason}`;
}

function link() {
  if (!hasToken()) return;
  const place = document.querySelector('.link');
  place.dataset.tone = isLive ? 'calm' : 'warn';
  const age = Math.round((performance.now() - lastAt) / 1000);
  tell('link', isLive ? (paused ? 'paused' : 'live') : last ? `reconnecting… last data ${duration(age)} ago` : 'connecting… it keeps trying');
}

function pause(value) {
  paused = value;
  byId('pause').setAttribute('aria-pressed', String(value));
  if (!value) showAll();
  link();
}

/** Before anybody is in: what everybody may know. */
async function glance() {
  if (hasToken() || document.hidden) return;
  const said = await health();
  if (!hasToken()) state(said?.status ?? 'unknown', said?.reason);
}

form.addEventListener('submit', logIn);
byId('logout').addEventListener('click', () => logOut());
byId('pause').addEventListener('click', () => pause(!paused));
document.addEventListener('visibilitychange', () => { if (!document.hidden && !paused) showAll(); });
const expired = () => logOut('The service no longer accepts this token: it was rotated. Log in with the new one.');
score.start(expired);
events.start(expired);
drift.start(expired);
setInterval(link, 1000);
setInterval(glance, 5000);
glance();
field.focus();
