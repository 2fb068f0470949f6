// Writes seeded texts with the reference's ids: node vectors.mjs [file] [texts] [seed]
import { readFileSync, writeFileSync } from "node:fs";
import assert from "node:assert/strict";
import { root, tokenizer } from "./oracle.mjs";
import { dice, escape, readable, textMaker } from "./texts.mjs";

const Vocabulary = root + "models/finbert-mini/vocab.txt";
const Kinds = Object.entries({ news: 12, soup: 12, marked: 4, glued: 4, literal: 4, long: 1 })
  .flatMap(([kind, share]) => Array(share).fill(kind));
const Limits = [3, 4, 5, 8, 16];
const [file = root + "tests/Reasonator.Inference.Tests/Tokenization/vectors.jsonl", count = "900", seed = "20260131"] = process.argv.slice(2);

const whole = await tokenizer(Vocabulary);
const random = dice(Number(seed));
const text = textMaker(random, readFileSync(Vocabulary, "utf8").trimEnd().split("\n"), Kinds);

const encode = async value => {
  const encoding = await whole.encode(value);
  return { ids: encoding.getIds(), truncated: encoding.getOverflowing().length > 0 };
};
const rows = [];
for (let i = 0; i < Number(count); i++) {
  const value = text();
  whole.disableTruncation();
  const full = await encode(readable(value));
  rows.push(`{"text": ${escape(value)}, "ids": [${full.ids.join(", ")}]}`);
  // A limit at random, and the two around the exact fit, where "truncated" is easy to get wrong.
  const limits = [...new Set([random.pick(Limits), full.ids.length - 1, full.ids.length])].filter(limit => limit > 2);
  for (const limit of random.chance(0.25) ? limits : []) {
    whole.setTruncation(limit);
    const cut = await encode(readable(value));
    assert.equal(cut.truncated, full.ids.length > limit);
    rows.push(`{"text": ${escape(value)}, "ids": [${cut.ids.join(", ")}], "limit": ${limit}, "truncated": ${cut.truncated}}`);
  }
}
writeFileSync(file, rows.join("\n") + "\n");
console.log({ rows: rows.length, file });
