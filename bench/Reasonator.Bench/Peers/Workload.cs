using Reasonator.Inference.Runtime;
using Reasonator.Inference.Tokenization;

namespace Reasonator.Bench.Peers;

/// <summary>The texts of a measurement, in every shape that something takes.</summary>
internal sealed class Workload : IDisposable
{
    public const int TextsPerRequest = 32;

    private const int Count = 2048;
    private const int Longest = 512;

    public Workload(string model)
    {
        var tokenizer = BertTokenizer.FromVocabulary(File.ReadAllBytes(Path.Combine(model, "vocab.txt")));
        var texts = Corpus.Headlines(Count);
        Tokens = [.. texts.Select(text => tokenizer.Encode(text, Longest))];
        One = [.. texts.Select(text => Connection.Score([text]))];
        Many = [.. texts.Chunk(TextsPerRequest).Select(chunk => Connection.Score(chunk))];
        Long = Connection.Score([string.Join(' ', texts.Take(Longest / 8))]);
        Model = OnnxSentimentModel.Load(Path.Combine(model, "model.onnx"));
    }

    public OnnxSentimentModel Model { get; }

    public TokenSequence[] Tokens { get; }

    public byte[][] One { get; }

    public byte[][] Many { get; }

    /// <summary>A text of as many tokens as the model reads.</summary>
    public byte[] Long { get; }

    public void Dispose() => Model.Dispose();
}
