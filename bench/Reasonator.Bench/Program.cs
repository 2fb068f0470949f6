using System.CommandLine;
using Reasonator.Bench;
using Reasonator.Bench.Curve;
using Reasonator.Bench.Peers;

var minutes = new Option<double>("--minutes") { Description = "Length of the overload.", DefaultValueFactory = _ => 10 };
var bodies = new Option<int>("--bodies") { Description = "Hostile bodies to send.", DefaultValueFactory = _ => 100_000 };
var rounds = new Option<int>("--rounds") { Description = "Interleaved rounds.", DefaultValueFactory = _ => 5 };
var seconds = new Option<double>("--seconds") { Description = "Length of a measurement.", DefaultValueFactory = _ => 4 };
var model = new Option<string?>("--model") { Description = "Folder of the model to serve (default: the embedded one)." };

var throughput = new Command("throughput", "HTTP against the raw session loop, interleaved.") { model, rounds, seconds };
throughput.SetAction((parsed, _) => Throughput.RunAsync(parsed.GetValue(model), parsed.GetValue(rounds), parsed.GetValue(seconds)));
var memory = new Command("memory", "Process start to first 200, and resident memory: idle, with 64 callers of 32 texts, after it.") { model, rounds, seconds };
memory.SetAction((parsed, _) => Memory.RunAsync(parsed.GetValue(model), parsed.GetValue(rounds), parsed.GetValue(seconds)));
var rawRequests = new Option<int>("--requests") { Description = "Raw requests to send, few of which are HTTP.", DefaultValueFactory = _ => 900_000 };
var fuzzTexts = new Option<int>("--fuzz-texts") { Description = "Texts for the tokenizer.", DefaultValueFactory = _ => 1_000_000 };
var hostile = new Command("hostile", "Random bytes, deep JSON, huge strings, lone surrogates, wrong types; requests that are hardly HTTP; a fuzz of the tokenizer.") { bodies, rawRequests, fuzzTexts };
hostile.SetAction((parsed, _) => Hostile.RunAsync(parsed.GetValue(bodies), parsed.GetValue(rawRequests), parsed.GetValue(fuzzTexts)));
var texts = new Option<int>("--texts") { Description = "Texts a request.", DefaultValueFactory = _ => 8 };
var overload = new Command("overload", "Open loop at twice the capacity.") { minutes, texts };
overload.SetAction((parsed, _) => Overload.RunAsync(TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(texts)));

var tokenizer = new Command("tokenizer", "Headlines a second on one core, beside Microsoft.ML.Tokenizers.");
tokenizer.SetAction(_ => Micro.Run<TokenizerBenchmark>());
var cache = new Command("cache", "A remembered text beside one that runs.");
cache.SetAction(_ => Micro.Run<CacheBenchmark>());
var from = new Option<string>("--from") { Required = true, Description = "The checkpoint in float." };
var models = new Option<string[]>("--models") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "Folders of models built of it." };
var file = new Option<string>("--texts") { Required = true, Description = "A text a line." };
var quantisation = new Command("quantisation", "Models beside the float32 checkpoint they were built of.") { from, models, file, rounds };
quantisation.SetAction(parsed => Quantisation.Run(parsed.GetValue(from)!, parsed.GetValue(models)!, parsed.GetValue(file)!, parsed.GetValue(rounds)));
var to = new Option<string>("--out") { Required = true, Description = "The folder to write." };
var checkpoint = new Command("base-checkpoint", "Writes a checkpoint of BERT-base size with random weights (438 MB), for model build.") { to };
checkpoint.SetAction(parsed => BaseCheckpoint.Write(parsed.GetValue(to)!));

var items = new Option<int>("--items") { Description = "Texts to score.", DefaultValueFactory = _ => 0 };
var kills = new Option<int>("--kills") { Description = "Processes to kill.", DefaultValueFactory = _ => 5 };
var batches = new Command("batches", "A durable batch against the raw session loop, and a single caller beside it.") { model, rounds, items };
batches.SetAction((parsed, _) => BatchThroughput.RunAsync(parsed.GetValue(model), parsed.GetValue(rounds), parsed.GetValue(items)));
var batchShare = new Command("batch-share", "A batch by one process on one core, and by two on two.") { model, rounds, items };
batchShare.SetAction((parsed, _) => BatchShare.RunAsync(parsed.GetValue(model), parsed.GetValue(rounds), parsed.GetValue(items) is > 0 and var count ? count : 4_000));
var batchKills = new Command("batch-kills", "100,000 items over two processes that are killed: every id exactly once.") { items, kills };
batchKills.SetAction((parsed, _) => BatchKills.RunAsync(parsed.GetValue(items) is > 0 and var count ? count : 100_000, parsed.GetValue(kills)));
var distinct = new Option<int>("--distinct") { Description = "Texts that run; the others are known by then.", DefaultValueFactory = _ => 100_000 };
var batchMemory = new Command("batch-memory", "Resident memory over a million items.") { items, distinct };
batchMemory.SetAction((parsed, _) => BatchMemory.RunAsync(parsed.GetValue(items) is > 0 and var count ? count : 1_000_000, parsed.GetValue(distinct)));
var events = new Command("events", "CPU time of an event, beside that of a text that runs.") { rounds, seconds };
events.SetAction((parsed, _) => EventCost.RunAsync(parsed.GetValue(rounds), parsed.GetValue(seconds)));

var quick = new Option<bool>("--quick") { Description = "A short look, whose figures are not to be told." };
var json = new Option<bool>("--json") { Description = "End with one line of JSON." };
var results = new Option<string>("--out") { Description = "Folder for the table and the picture.", DefaultValueFactory = _ => "artifacts/bench" };
var curve = new Command("curve", "Open loop from half to four times the capacity: the overload curve.") { model, texts, quick, results };
curve.SetAction((parsed, _) => parsed.GetValue(quick)
    ? OverloadCurve.RunAsync(parsed.GetValue(model), parsed.GetValue(texts), 1, 6, parsed.GetValue(results)!)
    : OverloadCurve.RunAsync(parsed.GetValue(model), parsed.GetValue(texts), 3, 12, parsed.GetValue(results)!));
var check = new Command("check", "Checks the bench's own arithmetic and the plain graph.");
check.SetAction(_ => SelfCheck.Run());
var rawProcess = new Command(RawProcess.Verb) { model };
rawProcess.Hidden = true;
rawProcess.SetAction(parsed => RawProcess.Run(parsed.GetValue(model)!));
var cores = new Option<double>("--cores") { Description = "Share of the cores' time.", DefaultValueFactory = _ => 1 };
var megabytes = new Option<int>("--memory") { Description = "Megabytes of memory.", DefaultValueFactory = _ => 512 };
var box = new Command("box", "The service in a cgroup (root): start, threads, a soak of mixed lengths, an overload.") { model, cores, megabytes, minutes };
box.SetAction((parsed, _) => SmallBox.RunAsync(parsed.GetValue(model), parsed.GetValue(cores), parsed.GetValue(megabytes), parsed.GetValue(minutes)));
var leakSeconds = new Option<double>("--seconds") { Description = "Length of each soak.", DefaultValueFactory = _ => 60 };
var leak = new Command("leak", "Is a service that is made to leak called so, and this one not?") { model, leakSeconds };
leak.SetAction((parsed, _) => LeakCheck.RunAsync(parsed.GetValue(model), parsed.GetValue(leakSeconds)));
var count = new Option<int>("--connections") { Description = "Connections to open.", DefaultValueFactory = _ => 10_000 };
var connections = new Command("connections", "Thousands of idle connections, and a caller beside them.") { count };
connections.SetAction((parsed, _) => IdleConnections.RunAsync(parsed.GetValue(count)));
var hang = new Command("hang", "A run that does not come back, let go in time and never (three minutes).");
hang.SetAction((_, _) => HungRun.RunAsync());
var root = new RootCommand("Measures the published service and parts of it. Without a verb: beside its peers. Results: bench/RESULTS.md.") { quick, json, curve, check, rawProcess, throughput, memory, hostile, overload, tokenizer, cache, quantisation, checkpoint, batches, batchShare, batchKills, batchMemory, events, box, leak, connections, hang };
root.SetAction((parsed, _) => Suite.RunAsync(parsed.GetValue(quick), parsed.GetValue(json)));
return await root.Parse(args).InvokeAsync();
