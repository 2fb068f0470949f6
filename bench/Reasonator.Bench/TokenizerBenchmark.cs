using BenchmarkDotNet.Attributes;
using Microsoft.ML.Tokenizers;
using LibraryTokenizer = Microsoft.ML.Tokenizers.BertTokenizer;
using OwnTokenizer = Reasonator.Inference.Tokenization.BertTokenizer;

namespace Reasonator.Bench;

/// <summary>Headlines a second on one core, and what they allocate, beside Microsoft.ML.Tokenizers.</summary>
[MemoryDiagnoser]
public class TokenizerBenchmark
{
    private const int Headlines = 10_000;

    private readonly string[] _texts = Corpus.Headlines(Headlines);
    private readonly OwnTokenizer _own = OwnTokenizer.FromVocabulary(File.ReadAllBytes(Vocabulary));
    private readonly LibraryTokenizer _library = LibraryTokenizer.Create(Vocabulary, new BertOptions { LowerCaseBeforeTokenization = true });

    private static string Vocabulary => Path.Combine(Corpus.Root, "models", "finbert-mini", "vocab.txt");

    [Benchmark(OperationsPerInvoke = Headlines)]
    public int Own()
    {
        var tokens = 0;
        foreach (var text in _texts)
        {
            tokens += _own.Encode(text, 512).Length;
        }

        return tokens;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Headlines)]
    public int Library()
    {
        var tokens = 0;
        foreach (var text in _texts)
        {
            tokens += _library.EncodeToIds(text, 512, out _, out _).Count;
        }

        return tokens;
    }

    /// <summary>The ids alone: what no tokenizer can do without.</summary>
    [Benchmark(OperationsPerInvoke = Headlines)]
    public int IdsAlone()
    {
        var tokens = 0;
        foreach (var length in _lengths)
        {
            tokens += new int[length].Length;
        }

        return tokens;
    }

    private int[] _lengths = [];

    [GlobalSetup]
    public void Measure() => _lengths = [.. _texts.Select(text => _own.Encode(text, 512).Length)];
}
