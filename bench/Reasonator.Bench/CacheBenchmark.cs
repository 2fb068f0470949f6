using BenchmarkDotNet.Attributes;
using Reasonator.Caching;
using Reasonator.Inference.Runtime;
using Reasonator.Inference.Tokenization;

namespace Reasonator.Bench;

/// <summary>What a text costs that is remembered, and one that must run.</summary>
public class CacheBenchmark
{
    private const int Headlines = 256;
    private const string Fingerprint = "0123456789abcdef";

    private readonly string[] _texts = Corpus.Headlines(Headlines);
    private readonly BertTokenizer _tokenizer = BertTokenizer.FromVocabulary(File.ReadAllBytes(Path.Combine(Model, "vocab.txt")));
    private readonly OnnxSentimentModel _model = OnnxSentimentModel.Load(Path.Combine(Model, "model.onnx"));
    private readonly LabelOrder _labels = new(["positive", "negative", "neutral"]);
    private readonly ScoreCache _cache = new(8 << 20);

    private static string Model => Path.Combine(Corpus.Root, "models", "finbert-mini");

    [GlobalSetup]
    public void Remember()
    {
        foreach (var text in _texts)
        {
            var tokens = _tokenizer.Encode(text, 512);
            _cache.Add(TextKey.Of(Fingerprint, text), new TextScore(_model.Infer(tokens), tokens.Length, tokens.Truncated));
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Headlines)]
    public double Run() => _texts.Sum(text => _labels.ToVerdict(_model.Infer(_tokenizer.Encode(text, 512))).Sentiment);

    [Benchmark(OperationsPerInvoke = Headlines)]
    public double Hit() => _texts.Sum(text =>
        _cache.TryGet(TextKey.Of(Fingerprint, text), out var score) ? _labels.ToVerdict(score.Logits).Sentiment : throw new InvalidOperationException("Not remembered."));

    [GlobalCleanup]
    public void Dispose() => _model.Dispose();
}
