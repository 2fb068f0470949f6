// The only way in which these tests wait for a state or for the end of something: the twin of Eventually.cs. Each wait has a
// deadline, and its failure names what was waited for and what was seen last.

/** Milliseconds. Bounds a hang: a loaded machine may take minutes for what takes a second on a quiet one. */
export const deadline = 180_000;

const longestPause = 50;

/** Milliseconds of a whole test. Bounds what has no deadline of its own, such as a script in a page that hangs. */
export const testLimit = 15 * 60_000;

/**
 * Looks until what is seen is as wanted. Returns it.
 * @param what A sentence that says what is waited for.
 * @param look Reads the present state; takes a signal that is aborted at the deadline. What it throws fails the test.
 * @param wanted Must stay true once it is: a state that passes can be missed.
 * @param seen Describes the present state for the failure's message; by default the last value that was read.
 */
export async function sees(what, look, wanted, seen, limit = deadline) {
  const [stop, end] = [new AbortController(), performance.now() + limit];
  let last;
  const said = seen ?? (() => last);
  try {
    for (let pause = 1; ; pause = Math.min(pause * 1.5, longestPause)) {
      last = await ends(what, look(stop.signal), said, end - performance.now());
      if (wanted(last)) return last;
      if (performance.now() > end) throw missed(what, said());
      await new Promise(resolve => setTimeout(resolve, pause));
    }
  } finally {
    stop.abort();
  }
}

/** Waits for the end of a promise. Returns its value or throws what it throws. */
export async function ends(what, promise, seen = () => '', limit = deadline) {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(missed(what, seen())), limit); });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

const text = value => value === undefined || value === '' ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value);

const missed = (what, last) => new Error(`Waited until the deadline: ${what}. Seen last: ${text(last)}`);
