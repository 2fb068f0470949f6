// Writes seeded texts with the reference's normalised words: node words.mjs [file] [texts] [seed]
// Ids cannot show what happens inside a word that is [UNK]; these can.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { root, words } from "./oracle.mjs";
import { dice, escape, readable, textMaker } from "./texts.mjs";

const MaxScalars = 100;
const [file = root + "tests/Reasonator.Inference.Tests/Tokenization/words.jsonl", count = "600", seed = "20260201"] = process.argv.slice(2);

const text = textMaker(dice(Number(seed)), ["share", "##s"], ["soup", "marked", "marked", "news"]);
const rows = [];
while (rows.length < Number(count)) {
  const value = text();
  const found = words(readable(value));
  if (found.every(word => [...word].length <= MaxScalars)) {
    rows.push(`{"text": ${escape(value)}, "words": ${escape(found.join(" "))}}`);
  }
}
writeFileSync(file, rows.join("\n") + "\n");
console.log({ rows: rows.length, file });

// Every code point between two letters, as one sum: a fresh clone can check them all.
const sum = createHash("sha256");
for (let scalar = 0; scalar < 0x110000; scalar++) {
  sum.update(words(readable("a" + String.fromCodePoint(scalar) + "b")).join(" ") + "\n");
}
writeFileSync(root + "tests/Reasonator.Inference.Tests/Tokenization/codepoints.sha256", sum.digest("hex") + "\n");
