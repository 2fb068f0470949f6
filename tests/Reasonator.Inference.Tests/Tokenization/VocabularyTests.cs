using System.Text;
using Reasonator.Inference.Tokenization;

namespace Reasonator.Inference.Tests.Tokenization;

public sealed class VocabularyTests
{
    private const string Special = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n";

    [Theory]
    [InlineData("profit\n##able\n")]
    [InlineData("profit\n##able")]
    [InlineData("profit\r\n##able\r\n")]
    public void Numbers_the_tokens_by_their_lines(string tokens)
    {
        var tokenizer = Read(Special + tokens);
        Assert.Equal(6, tokenizer.VocabularySize);
        Assert.Equal([2, 4, 5, 3], tokenizer.Encode("Profitable").Ids);
    }

    [Fact]
    public void Tells_a_whole_word_from_a_continuation()
    {
        var tokenizer = Read(Special + "a\n##b\n##a\nb\n");
        Assert.Equal([2, 4, 7, 3], tokenizer.Encode("a b").Ids);
        Assert.Equal([2, 4, 5, 6, 3], tokenizer.Encode("aba").Ids);
    }

    [Fact]
    public void Takes_no_first_piece_for_a_later_one_and_no_later_one_for_a_first_however_crowded_the_table_is()
    {
        var letters = Enumerable.Range('a', 26).Select(letter => $"{(char)letter}").ToList();
        var first = Read(Special + string.Join('\n', letters));
        var later = Read(Special + "[\n" + string.Join('\n', letters.Select(letter => $"##{letter}")));

        Assert.All(letters, a => Assert.All(letters, b => Assert.Equal([2, 1, 3], first.Encode(a + b).Ids)));
        Assert.All(letters, a => Assert.Equal([2, 1, 3], later.Encode(a).Ids));
    }

    [Fact]
    public void A_piece_longer_than_any_word_costs_no_stack()
    {
        // Larger than the stack of a thread, if it were on it.
        var tokenizer = Read(Special + new string('a', 20_000_000) + "\nb\n##c\n");

        Assert.Equal([2, 4 + 1, 4 + 2, 3], tokenizer.Encode("bc").Ids);
        Assert.Equal([2, 1, 3], tokenizer.Encode(new string('a', 99)).Ids);
    }

    [Fact]
    public void Prefers_the_longest_piece_even_when_the_rest_is_then_unknown() =>
        Assert.Equal([2, 1, 3], Read(Special + "pro\nprof\n##fit\n").Encode("profit").Ids);

    [Fact]
    public void Finds_pieces_whose_kept_marks_the_text_wrote_in_another_order() =>
        Assert.Equal([2, 4, 3], Read(Special + "e\u302E\u1DFB\n").Encode("É\u1DFB\u0301\u302E").Ids);

    [Theory]
    [InlineData("", "The vocabulary is empty")]
    [InlineData("\n", "Line 1 of the vocabulary is empty")]
    [InlineData(Special + "\nprofit\n", "Line 5 of the vocabulary is empty")]
    [InlineData("[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\n\r\nprofit\r\n", "Line 5 of the vocabulary is empty")]
    [InlineData(Special + "profit\nloss\nprofit\n", "Line 7 of the vocabulary repeats line 5")]
    [InlineData(Special + "profit\n[PAD]\n", "Line 6 of the vocabulary repeats line 1")]
    [InlineData(Special + "##s\n##s\n", "Line 6 of the vocabulary repeats line 5")]
    [InlineData("[UNK]\n[CLS]\n[SEP]\n", "The vocabulary has no [PAD]")]
    [InlineData("[PAD]\n[CLS]\n[SEP]\n", "The vocabulary has no [UNK]")]
    [InlineData("[PAD]\n[UNK]\n[SEP]\n", "The vocabulary has no [CLS]")]
    [InlineData("[PAD]\n[UNK]\n[CLS]\n", "The vocabulary has no [SEP]")]
    [InlineData("\uFEFF" + Special, "The vocabulary has no [PAD]")]
    public void Refuses_a_file_that_is_no_vocabulary_and_says_what_to_do(string file, string reason)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(file));
        Assert.StartsWith(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("Use the vocab.txt that came with the model", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_file_that_is_not_UTF_8()
    {
        byte[] latin1 = [.. Encoding.UTF8.GetBytes(Special), 0xE9, (byte)'\n'];
        var error = Assert.Throws<InvalidDataException>(() => BertTokenizer.FromVocabulary(latin1));
        Assert.StartsWith("The vocabulary is not UTF-8", error.Message, StringComparison.Ordinal);
    }

    private static BertTokenizer Read(string file) => BertTokenizer.FromVocabulary(Encoding.UTF8.GetBytes(file));
}
