// The token and the requests that carry it. The token lives in this variable and nowhere else: not in storage, not in a
// cookie, not in an address, not in the document. A reload forgets it.

let token = null;

export const setToken = value => { token = value; };

export const hasToken = () => token !== null;

/** A request with the token; what is thrown is a fault of the network. */
export function call(path, options = {}) {
  return fetch(path, {
    ...options,
    headers: { ...options.headers, Authorization: `Bearer ${token}` },
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
  });
}

/** A token that no header can carry is none of the service's. */
export const canBeSent = value => /^[\x21-\x7e]+$/.test(value);

/** The problem of an answer that is none of the wanted ones; whatever stands between may have answered without one. */
export async function problemOf(response) {
  const retryAfter = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  const found = { status: response.status, title: response.statusText || 'The service answered with an error', retryAfter: Number.isFinite(retryAfter) ? retryAfter : null };
  try {
    const body = await response.json();
    return { ...found, title: body.title ?? found.title, detail: body.detail, errors: body.errors, traceId: body.trace_id, type: body.type };
  } catch {
    return found;
  }
}

/** What health says, without a token; null where nobody answers. */
export async function health() {
  try {
    const response = await fetch('/v1/health', { cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(4000) });
    return await response.json();
  } catch {
    return null;
  }
}
