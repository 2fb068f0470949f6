// transformers.js behind Node's own HTTP server. POST /v1/score takes the body that the service takes and answers what it
// answers, as far as a score goes: the same token, tokenizer, softmax and labels.
//   node server.mjs --model FOLDER --graph plain --batch 32 --threads 1 --processes 2 --port 8081
import cluster from "node:cluster";
import { createServer } from "node:http";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { scorer } from "./scorer.mjs";

const MOST_ITEMS = 32;
const LONGEST_TEXT = 20_000;
const LARGEST_BODY = 1 << 20;

const string = { type: "string" };
const { values: set } = parseArgs({ options: { model: string, graph: string, batch: string, threads: string, processes: string, port: string } });

class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const invalid = (wrong, message) => {
  if (wrong) throw new Refusal(400, message);
};

function textsOf(body) {
  let request;
  try {
    request = JSON.parse(body);
  } catch {
    invalid(true, "not JSON");
  }
  const fields = (value, allowed) => value !== null && typeof value === "object" && !Array.isArray(value) && Object.keys(value).every(key => allowed.includes(key));
  invalid(!fields(request, ["items"]) || !Array.isArray(request.items) || request.items.length === 0, "items must be a list of texts, and nothing else");
  if (request.items.length > MOST_ITEMS) throw new Refusal(413, `at most ${MOST_ITEMS} items`);
  return request.items.map(item => {
    invalid(!fields(item, ["text"]) || typeof item.text !== "string", "an item is a text");
    const text = item.text.trim();
    invalid(text === "" || text.length > LONGEST_TEXT, `a text has 1 to ${LONGEST_TEXT} characters`);
    return text;
  });
}

async function bodyOf(request) {
  const parts = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > LARGEST_BODY) throw new Refusal(413, `at most ${LARGEST_BODY} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

async function answer(request, score) {
  if (request.url !== "/v1/score") throw new Refusal(404, "only /v1/score");
  if (request.method !== "POST") throw new Refusal(405, "only POST");
  if (request.headers.authorization !== "Bearer dev") throw new Refusal(401, "no or wrong token");
  if (request.headers["content-type"] !== "application/json") throw new Refusal(415, "only JSON");
  return { model: basename(set.model), results: await score(textsOf(await bodyOf(request))) };
}

async function serve() {
  const score = await scorer({ folder: set.model, graph: set.graph, threads: Number(set.threads), batch: Number(set.batch) });
  createServer(async (request, response) => {
    let status = 200;
    let body;
    try {
      body = await answer(request, score);
    } catch (error) {
      status = error.status ?? 500;
      body = { status, title: error.message };
    }
    const bytes = Buffer.from(JSON.stringify(body));
    response.writeHead(status, { "Content-Type": "application/json", "Content-Length": bytes.length }).end(bytes);
  }).listen(Number(set.port), "127.0.0.1");
}

if (cluster.isPrimary) {
  // Whoever started this holds its standard input: it ends with them, even where they were killed.
  process.stdin.on("end", () => process.exit()).resume();
  process.on("SIGTERM", () => process.exit());
}

// A worker that cannot start is fatal: a peer with half its processes is not the peer that was asked for.
if (cluster.isPrimary && Number(set.processes) > 1) {
  for (let i = 0; i < Number(set.processes); i++) cluster.fork().on("exit", code => process.exit(code || 1));
} else {
  await serve();
}
