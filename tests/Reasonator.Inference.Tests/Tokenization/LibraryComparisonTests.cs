using Microsoft.ML.Tokenizers;

namespace Reasonator.Inference.Tests.Tokenization;

/// <summary>A second opinion: the pieces of plain words must be those of Microsoft.ML.Tokenizers.</summary>
public sealed class LibraryComparisonTests
{
    [Fact]
    public void Splits_plain_words_as_the_library_does()
    {
        var library = WordPieceTokenizer.Create(RepositoryFiles.VocabularyPath);
        foreach (var word in PlainWords())
        {
            Assert.Equal(library.EncodeToIds(word), Tokenizers.BertBaseUncased.Encode(word).Ids[1..^1]);
        }
    }

    /// <summary>The words of the vocabulary, and each run into its neighbours: most of those are in no vocabulary.</summary>
    private static IEnumerable<string> PlainWords()
    {
        var words = File.ReadLines(RepositoryFiles.VocabularyPath)
            .Where(word => word.All(char.IsAsciiLetterLower))
            .ToArray();
        Assert.InRange(words.Length, 20_000, 30_000);
        return words.Concat(words.Zip(words.Skip(1), (first, second) => first + second))
            .Concat(words.Zip(words.Skip(7), words.Skip(1_000)).Select(word => word.First + word.Second + word.Third));
    }
}
