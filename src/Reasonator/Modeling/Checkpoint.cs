using Reasonator.Inference.Tokenization;
using Reasonator.Models;

namespace Reasonator.Modeling;

/// <summary>A Hugging Face checkpoint, read whole.</summary>
internal sealed record Checkpoint(BertConfig Config, BertWeights Weights, byte[] VocabularyBytes, BertTokenizer Tokenizer)
{
    private const string Safetensors = "model.safetensors";
    private const string Vocabulary = "vocab.txt";

    // The contract's limit; a position table may have more rows.
    private const int MostTokens = 512;

    /// <summary>The longest sequence that the model reads.</summary>
    public int MaxTokens => Math.Min(Math.Min(MostTokens, TokenizerLimit ?? MostTokens), Config.MaxPositionEmbeddings);

    /// <summary>The limit that comes with the tokenizer; null where none does.</summary>
    public int? TokenizerLimit { get; private init; }

    /// <exception cref="ModelException">A file is missing or is not what it should be.</exception>
    public static Checkpoint Read(string folder)
    {
        var config = BertConfig.Read(folder);
        var vocabulary = ReadVocabulary(Path.Combine(folder, Vocabulary));
        var limit = CheckpointSettings.Read(folder, vocabulary);
        var tokenizer = ModelLoader.Tokenizer(Vocabulary, config.VocabSize, vocabulary);
        return new Checkpoint(config, ReadWeights(folder, config), vocabulary, tokenizer) { TokenizerLimit = limit };
    }

    private static BertWeights ReadWeights(string folder, BertConfig config)
    {
        var (safetensors, onnx) = (Path.Combine(folder, Safetensors), Path.Combine(folder, OnnxFiles.Graph));
        if (File.Exists(safetensors))
        {
            using var file = new SafetensorsFile(safetensors);
            return BertWeights.Read(file.Read, config);
        }

        return File.Exists(onnx)
            ? BertWeights.Read(new OnnxCheckpoint(onnx).Read, config)
            : throw new ModelException($"{folder} holds neither {Safetensors} nor a float32 {OnnxFiles.Graph}: --from must name the folder of a checkpoint.");
    }

    private static byte[] ReadVocabulary(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (IOException e)
        {
            throw new ModelException($"{path} cannot be read: --from must name the folder of a Hugging Face checkpoint, with its {Vocabulary}.", e);
        }
    }
}
