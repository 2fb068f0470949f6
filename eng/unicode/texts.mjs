// Seeded random texts: financial news, and everything that could make a tokenizer stumble.

/** A small seeded generator (mulberry32): the same seed gives the same texts everywhere. */
export function dice(seed) {
  const next = () => {
    seed = seed + 0x6D2B79F5 | 0;
    let t = Math.imul(seed ^ seed >>> 15, 1 | seed);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) / 4294967296;
  };
  const below = n => Math.floor(next() * n);
  return { below, pick: list => list[below(list.length)], chance: p => next() < p };
}

const companies = ["Apple", "TSMC", "Nestlé", "Société Générale", "Škoda", "LVMH", "Ørsted", "Crédit Agricole", "São Paulo", "Türkiye İş Bankası",
  "Berkshire", "AT&T", "S&P 500", "Johnson & Johnson's", "L'Oréal", "Münchener Rück", "三菱UFJ", "삼성전자", "Газпром", "ΑΣΕ Αθηνών", "3M", "JPMorgan", "eBay"];
const verbs = ["beats", "misses", "slashes", "RAISES", "guides", "plunges", "re-rates", "warns", "files for", "unveils", "upgrades", "downgraded"];
const things = ["Q3 estimates", "dividend", "guidance", "EPS of $1.23", "¥1.2tn buyback", "£50m fine", "€3,5 Mrd.", "3.5%", "+12.7%", "-4bps", "10-K", "EBITDA margin",
  "¾ point", "½-point hike", "10²", "IPO@$14–16", "FY'25", "U.S. CPI", "<$5/bbl", "5×", "°C", "A/B shares", "C++", "#WSB", "$TSLA", "BRK.B", "^GSPC", "1~2%", "№ 5", "ﬁnal", "x=y", "™®©"];
const glue = [" ", " ", " ", " ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u2009", "\u3000", "\u2028", "…", " — ", "–", "/", ": ", "; ", " | ", "\u200b", "\u00ad", "\u0000", "\ufeff"];
const quotes = [["“", "”"], ["‘", "’"], ["\"", "\""], ["(", ")"], ["«", "»"], ["[", "]"], ["「", "」"], ["`", "´"]];
const special = ["[CLS]", "[SEP]", "[PAD]", "[UNK]", "[MASK]", "[mask]", "##ing", "[unused1]", "##"];

// Marks that the reference keeps, marks that it strips, marks of combining class 0, and what stands between them.
const marks = [0x8D4, 0x8E0, 0x1DF6, 0x1DF9, 0x1DFB, 0x302E, 0x302F, 0x1B44, 0xA953, 0x1D165, 0x1D166, 0x1D16D, 0x1D172, 0x111C0, 0x11446, 0x1E8D0,
  0x301, 0x308, 0x323, 0x345, 0x344, 0xF73, 0xF75, 0x34F, 0x488, 0x93C, 0x94D, 0x5B0, 0x64B, 0x3099, 0x20DD, 0x200D, 0xAD, 0x0, 0x180B, 0xFE0F, 0x1D15E];
const ranges = [[0x20, 0x7E], [0x20, 0x7E], [0x0, 0x1F], [0x7F, 0xFF], [0x100, 0x24F], [0x250, 0x36F], [0x370, 0x52F], [0x530, 0x6FF], [0x700, 0xDFF], [0xE00, 0x10FF],
  [0x1100, 0x13FF], [0x1400, 0x1CFF], [0x1D00, 0x1FFF], [0x2000, 0x206F], [0x2070, 0x2BFF], [0x2C00, 0x2FFF], [0x3000, 0x33FF], [0x3400, 0x4DBF], [0x4E00, 0x9FFF],
  [0xA000, 0xABFF], [0xAC00, 0xD7FF], [0xD800, 0xDFFF], [0xE000, 0xF8FF], [0xF900, 0xFFFF], [0x10000, 0x11FFF], [0x12000, 0x1CFFF], [0x1D000, 0x1DFFF], [0x1E000, 0x1F2FF],
  [0x1F300, 0x1FAFF], [0x20000, 0x2FA1F], [0x30000, 0x3FFFF], [0xE0000, 0xE01EF], [0xF0000, 0x10FFFF]];

/** A JSON string in ASCII: unpaired surrogates and invisible characters survive every editor. */
export const escape = value =>
  JSON.stringify(value).replace(/[\u007f-\uffff]/g, c => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));

/** What the reference is given: U+FFFD in place of an unpaired surrogate. */
export const readable = value => value.toWellFormed();

/** Returns a function that makes texts, each of one of the kinds named at random. */
export function textMaker({ below, pick, chance }, pieces, kinds) {
  const point = () => {
    const [first, last] = pick(ranges);
    return String.fromCodePoint(first + below(last - first + 1));
  };
  const repeat = (n, make) => Array.from({ length: n }, make).join("");
  const piece = () => pick(pieces).replace(/^##/, chance(0.9) ? "" : "##");
  const cased = word => chance(0.2) ? word.toUpperCase() : chance(0.3) ? word[0].toUpperCase() + word.slice(1) : word;
  const mark = () => String.fromCodePoint(pick(marks));
  const phrase = () => pick([() => pick(companies), () => pick(verbs), () => pick(things), () => cased(piece()), () => pick(things)])();
  const news = () => {
    const parts = Array.from({ length: 3 + below(9) }, phrase);
    const [open, close] = pick(quotes);
    return (chance(0.3) ? open : "") + parts.join(pick(glue)) + pick(glue) + phrase() + (chance(0.3) ? close : "");
  };
  const soup = () => repeat(1 + below(24), () => chance(0.3) ? piece() : chance(0.1) ? pick(glue) : point());
  const marked = () => repeat(1 + below(6), () => pick(["a", "e", "É", "ガ", "각", " ", ".", "中", "ß", "Σ", "\u{1D15E}", "x"]) + repeat(below(7), mark));
  const long = () => repeat(2, () => {
    const unit = pick(["a", "1", "é", "e\u0301", "\u{10400}", "각", "x\u200b", "ß", "ΐ", "\u1DF6"]);
    return repeat(below(3) + 98, () => unit) + pick(["", "b", "bc"]) + pick([" ", ".", ""]);
  });
  const literal = () => phrase() + pick(glue) + pick(special) + pick(["", " "]) + phrase() + (chance(0.3) ? pick(special) : "");
  const glued = () => repeat(2 + below(6), () => cased(piece()));
  const makers = { news, soup, marked, glued, literal, long };
  return () => makers[pick(kinds)]();
}
