using System.Security.Cryptography;
using System.Text;
using Reasonator.Inference.Tokenization;

namespace Reasonator.Inference.Tests.Tokenization;

public sealed class WordReaderTests
{
    private const string WordsKey = ", \"words\": ";

    [Fact]
    public void Normalises_and_splits_as_the_reference_does()
    {
        var path = RepositoryFiles.InRepository("tests/Reasonator.Inference.Tests/Tokenization/words.jsonl");
        foreach (var line in File.ReadLines(path))
        {
            var words = line.LastIndexOf(WordsKey, StringComparison.Ordinal) + WordsKey.Length;
            Assert.Equal(JsonText.Read(line, words), ReadWords(JsonText.Read(line, "{\"text\": ".Length)));
        }
    }

    [Fact]
    public void Reads_every_code_point_as_the_reference_does()
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var codePoint = 0; codePoint <= 0x10FFFF; codePoint++)
        {
            var character = codePoint > 0xFFFF ? char.ConvertFromUtf32(codePoint) : ((char)codePoint).ToString();
            sum.AppendData(Encoding.UTF8.GetBytes(ReadWords($"a{character}b") + "\n"));
        }

        var reference = RepositoryFiles.InRepository("tests/Reasonator.Inference.Tests/Tokenization/codepoints.sha256");
        Assert.Equal(File.ReadAllText(reference).TrimEnd(), Convert.ToHexStringLower(sum.GetHashAndReset()));
    }

    [Theory]
    [InlineData("\u1DFB\u302E", "\u302E\u1DFB")] // a lower class moves before a higher one
    [InlineData("\u1DFB\u0301\u302E", "\u302E\u1DFB")] // over an accent that is then stripped
    [InlineData("\u1DFB\u200D\u302E", "\u302E\u1DFB")] // and over what was removed before
    [InlineData("\u1DFB\u034F\u302E", "\u1DFB\u302E")] // but not over a mark of class 0
    public void Sorts_the_marks_it_keeps(string marks, string sorted) =>
        Assert.Equal($"e{sorted}", ReadWords($"\u00C9{marks}"));

    [Fact]
    public void Knows_the_hash_of_each_word_it_reads()
    {
        var reader = new WordReader("Profit \u1DFB\u0301\u302E 각 ΐx", new byte[WordBuffer.Size]);
        while (reader.MoveNext())
        {
            Assert.Equal(PieceHash.Of(PieceHash.Word, reader.Word.Bytes), reader.Word.Hash);
        }
    }

    [Theory]
    [InlineData("a")]
    [InlineData("é")]
    [InlineData("\U00010400")]
    public void Splits_a_word_of_100_characters_but_not_of_101(string character)
    {
        var hundred = string.Concat(Enumerable.Repeat(character, 100));
        Assert.False(IsTooLong(hundred));
        Assert.True(IsTooLong(hundred + "x"));
        Assert.True(IsTooLong(hundred + character));
    }

    private static bool IsTooLong(string text)
    {
        var reader = new WordReader(text, new byte[WordBuffer.Size]);
        return reader.MoveNext() && reader.Word.IsTooLong;
    }

    private static string ReadWords(string text)
    {
        var words = new List<string>();
        var reader = new WordReader(text, new byte[WordBuffer.Size]);
        while (reader.MoveNext())
        {
            words.Add(Encoding.UTF8.GetString(reader.Word.Bytes));
        }

        return string.Join(' ', words);
    }
}
