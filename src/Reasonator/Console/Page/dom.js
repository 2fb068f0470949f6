// How the page is written to: text and elements, never markup, so that nothing a caller sent can become part of the page.

/** An element; of its attributes `text` is its content and `share`, `strength` are numbers for the style sheet. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'text') element.textContent = value;
    else if (key === 'share' || key === 'strength') element.style.setProperty(`--${key}`, value);
    else if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

export const byId = id => document.getElementById(id);

const places = new Map();

/** Writes a text to its place, only where it is another one: a screen reader hears no more than changes. */
export function tell(name, text) {
  if (!places.has(name)) places.set(name, document.querySelector(`[data-text="${name}"]`));
  const place = places.get(name);
  if (place.textContent !== text) place.textContent = text;
}

/** Says something once to who does not see the page. */
export function announce(text) {
  byId('announce').textContent = text;
}

/** A list of names and values; values that are missing are left out. */
export function facts(list, entries) {
  list.replaceChildren(...entries.filter(([, value]) => value !== undefined && value !== null && value !== '').flatMap(([name, value, mono]) => [
    make('dt', { text: name }),
    value instanceof Node ? make('dd', {}, value) : make('dd', { text: value, class: mono ? 'mono' : null }),
  ]));
}

/** A label with its sign and colour. */
export const label = name => make('span', { class: `label ${name}`, text: name });
