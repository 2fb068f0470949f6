// The reference implementation, set up as bert-base-uncased is.
import { fileURLToPath } from "node:url";
import tokenizers from "tokenizers";

export const root = fileURLToPath(new URL("../../", import.meta.url));

const bert = tokenizers.bertNormalizer({ cleanText: true, handleChineseChars: true, stripAccents: true, lowercase: true });
const clean = tokenizers.bertNormalizer({ cleanText: true, handleChineseChars: false, stripAccents: false, lowercase: false });
const nfd = tokenizers.nfdNormalizer();
const split = tokenizers.bertPreTokenizer();

/** The normalised words of a text. */
export const words = text => split.preTokenizeString(bert.normalizeString(text)).map(([word]) => word);

/** The text without what cleaning removes. */
export const cleaned = text => clean.normalizeString(text);

/** Canonical decomposition with the reference's (old) tables. */
export const decomposed = text => nfd.normalizeString(text);

/**
 * The whole tokenizer. The special tokens are not registered as added tokens,
 * so one that is written in a text is ordinary text: news cannot inject a [SEP].
 */
export async function tokenizer(vocabulary) {
  const model = await tokenizers.WordPiece.fromFile(vocabulary, { unkToken: "[UNK]", continuingSubwordPrefix: "##", maxInputCharsPerWord: 100 });
  const whole = new tokenizers.Tokenizer(model);
  whole.setNormalizer(bert);
  whole.setPreTokenizer(split);
  const id = token => whole.tokenToId(token);
  whole.setPostProcessor(tokenizers.bertProcessing(["[SEP]", id("[SEP]")], ["[CLS]", id("[CLS]")]));
  return whole;
}
