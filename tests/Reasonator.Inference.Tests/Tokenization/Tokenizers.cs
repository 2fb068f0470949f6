using Reasonator.Inference.Tokenization;

namespace Reasonator.Inference.Tests.Tokenization;

/// <summary>The tokenizer of bert-base-uncased, shared by the tests: it is immutable.</summary>
internal static class Tokenizers
{
    public static BertTokenizer BertBaseUncased { get; } =
        BertTokenizer.FromVocabulary(File.ReadAllBytes(RepositoryFiles.VocabularyPath));
}
