using System.Globalization;
using System.Text.Json;
using Reasonator.Inference.Tokenization;

namespace Reasonator.Inference.Tests.Tokenization;

/// <summary>Every id must be the one that Hugging Face tokenizers gives with bert-base-uncased.</summary>
public sealed class OracleParityTests
{
    private static readonly BertTokenizer Tokenizer = Tokenizers.BertBaseUncased;

    [Fact]
    public void Agrees_with_the_reference_on_the_committed_vectors() =>
        AssertParity(RepositoryFiles.InRepository("tests/Reasonator.Inference.Tests/Tokenization/vectors.jsonl"), 1_400);

    [Fact]
    public void Agrees_with_the_reference_on_the_hand_picked_texts() =>
        AssertParity(RepositoryFiles.BesideRepository("tokenizer/hard.jsonl"), 174);

    [Fact]
    public void Agrees_with_the_reference_on_the_generated_texts() =>
        AssertParity(RepositoryFiles.BesideRepository("tokenizer/fuzz.jsonl"), 20_000);

    [Fact]
    public void Agrees_with_the_reference_on_every_code_point()
    {
        var codePoints = 0;
        foreach (var (codePoint, ids) in ReadCodePoints(RepositoryFiles.BesideRepository("tokenizer/codepoints.tsv")))
        {
            codePoints++;
            var character = codePoint > 0xFFFF ? char.ConvertFromUtf32(codePoint) : ((char)codePoint).ToString();
            Assert.True(ids.SequenceEqual(Tokenizer.Encode($"a{character}b").Ids), $"U+{codePoint:X4} differs");
        }

        Assert.Equal(0x110000, codePoints);
    }

    [Fact]
    public void Gives_the_ids_that_the_model_was_released_with()
    {
        foreach (var line in File.ReadLines(RepositoryFiles.InRepository("models/finbert-mini/golden.jsonl")))
        {
            using var golden = JsonDocument.Parse(line);
            var encoded = Tokenizer.Encode(golden.RootElement.GetProperty("text").GetString(), 512);
            Assert.Equal(golden.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()), encoded.Ids);
            Assert.Equal(golden.RootElement.GetProperty("truncated").GetBoolean(), encoded.Truncated);
        }
    }

    [Fact]
    public void Needs_no_ICU()
    {
        Assert.True(AppContext.TryGetSwitch("System.Globalization.Invariant", out var invariant) && invariant);
        Assert.Equal(Tokenizer.Encode("cafe istanbul").Ids, Tokenizer.Encode("CAFÉ İSTANBUL").Ids);
        Agrees_with_the_reference_on_the_committed_vectors();
    }

    private static void AssertParity(string path, int atLeast)
    {
        var vectors = OracleVector.ReadAll(path).ToList();
        var wrong = vectors.Where(vector => !Agrees(vector)).ToList();
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {vectors.Count} differ, the first: {wrong.FirstOrDefault()}");
        Assert.True(vectors.Count >= atLeast, $"{path} holds {vectors.Count} texts, fewer than {atLeast}");
    }

    private static bool Agrees(OracleVector vector)
    {
        var encoded = Tokenizer.Encode(vector.Text, vector.Limit);
        return encoded.Ids.SequenceEqual(vector.Ids) && encoded.Truncated == vector.Truncated;
    }

    /// <summary>Reads runs "first TAB last TAB ids" in hexadecimal, one code point after the other.</summary>
    private static IEnumerable<(int CodePoint, int[] Ids)> ReadCodePoints(string path) =>
        from line in File.ReadLines(path)
        where line[0] != '#'
        let fields = line.Split('\t')
        let ids = fields[2].Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToArray()
        let first = int.Parse(fields[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        let last = int.Parse(fields[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        from codePoint in Enumerable.Range(first, last - first + 1)
        select (codePoint, ids);
}
