// Scores texts with transformers.js.
import { basename, dirname, resolve } from "node:path";
import { AutoModelForSequenceClassification, AutoTokenizer, env } from "@huggingface/transformers";

const LONGEST = 512;

/** A function from texts to results; `batch` texts are padded to the longest of them and run in one call. */
export async function scorer({ folder, graph, threads, batch }) {
  env.allowRemoteModels = false;
  env.localModelPath = `${dirname(resolve(folder))}/`;
  const name = basename(resolve(folder));
  const tokenizer = await AutoTokenizer.from_pretrained(name);
  const model = await AutoModelForSequenceClassification.from_pretrained(name, {
    // The graph is int8 already; "fp32" only says that its file has no suffix.
    dtype: "fp32",
    model_file_name: graph,
    session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
  });
  const labels = Object.entries(model.config.id2label).sort(([a], [b]) => a - b).map(([, label]) => label.toLowerCase());

  return async texts => {
    const results = [];
    for (let from = 0; from < texts.length; from += batch) {
      const inputs = tokenizer(texts.slice(from, from + batch), { padding: true, truncation: true, max_length: LONGEST });
      const { logits } = await model(inputs);
      for (let row = 0; row < logits.dims[0]; row++) {
        const tokens = Number(inputs.attention_mask[row].sum().item());
        results.push(result(from + row, labels, softmax(logits.data.subarray(row * labels.length, (row + 1) * labels.length)), tokens));
      }
    }
    return results;
  };
}

function result(index, labels, probabilities, tokens) {
  const scores = Object.fromEntries(labels.map((label, i) => [label, probabilities[i]]));
  const label = labels[probabilities.indexOf(Math.max(...probabilities))];
  return { id: String(index), label, sentiment: scores.positive - scores.negative, scores, tokens };
}

function softmax(logits) {
  const largest = Math.max(...logits);
  const weights = Array.from(logits, logit => Math.exp(logit - largest));
  const sum = weights.reduce((a, b) => a + b);
  return weights.map(weight => weight / sum);
}
