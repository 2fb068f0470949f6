using Reasonator.Inference.Tokenization;

namespace Reasonator.Inference.Tests.Tokenization;

public sealed class EncodeTests
{
    private static readonly BertTokenizer Tokenizer = Tokenizers.BertBaseUncased;

    [Theory]
    [InlineData("$TSLA", "$ tsla")]
    [InlineData("€3,5", "€3 , 5")]
    [InlineData("profit\trose\nagain", "profit rose again")]
    [InlineData("A=B<C>D|E~F^G+H`I", "a = b < c > d | e ~ f ^ g + h ` i")]
    [InlineData("dis\u00ADcount zero\u200Bwidth", "discount zerowidth")]
    [InlineData("Crédit İş", "credit is")]
    [InlineData("U+2212 is no accent: −5", "u + 2212 is no accent : −5")]
    public void Keeps_what_financial_news_is_written_with(string text, string plainer) =>
        Assert.Equal(Tokenizer.Encode(plainer).Ids, Tokenizer.Encode(text).Ids);

    [Fact]
    public void Keeps_the_dollar_sign_of_a_ticker() =>
        Assert.Equal([101, 1002, 24529, 2721, 102], Tokenizer.Encode("$TSLA").Ids);

    [Fact]
    public void Takes_a_special_token_in_a_text_for_ordinary_text() =>
        Assert.DoesNotContain(102, Tokenizer.Encode("profit [SEP] loss").Ids[..^1]);

    [Fact]
    public void Cuts_at_a_piece_not_at_a_word()
    {
        var encoded = Tokenizer.Encode("$TSLA", 4);
        Assert.Equal([101, 1002, 24529, 102], encoded.Ids);
        Assert.True(encoded.Truncated);
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(4, true)]
    [InlineData(2, true)]
    public void Is_truncated_only_when_a_piece_was_left_over(int limit, bool truncated) =>
        Assert.Equal(truncated, Tokenizer.Encode("$TSLA \u200B ", limit).Truncated);

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Refuses_a_limit_without_room_for_CLS_and_SEP(int limit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Tokenizer.Encode("profit", limit));

    [Fact]
    public void Allocates_the_ids_and_nothing_else()
    {
        var text = "Nestlé beats Q3 estimates, $NESN +3.5% — “no rush” says unforeseeable 日本 각 " + new string('x', 200);
        var length = Tokenizer.Encode(text, 512).Length;

        Assert.Equal(AllocatedBy(() => new int[length]), AllocatedBy(() => Tokenizer.Encode(text, 512).Ids));
    }

    [Fact]
    public void Reads_no_more_of_a_huge_text_than_it_needs()
    {
        var text = string.Concat(Enumerable.Repeat("profit rose ", 500_000));
        Tokenizer.Encode(text, 512);

        Assert.Equal(AllocatedBy(() => new int[512]), AllocatedBy(() => Tokenizer.Encode(text, 512).Ids));
    }

    [Fact]
    public void Takes_a_word_of_a_megabyte_for_one_unknown_word()
    {
        var text = new string('x', 1 << 20);
        Assert.Equal([101, 100, 102], Tokenizer.Encode(text).Ids);
        Assert.Equal(AllocatedBy(() => new int[3]), AllocatedBy(() => Tokenizer.Encode(text).Ids));
    }

    [Fact]
    public void Grows_with_a_long_text_that_has_no_limit()
    {
        var ids = Tokenizer.Encode(string.Concat(Enumerable.Repeat("profit ", 10_000))).Ids;
        Assert.Equal(10_002, ids.Length);
        Assert.All(ids[1..^1], id => Assert.Equal(ids[1], id));
    }

    private static long AllocatedBy(Func<int[]> work)
    {
        GC.KeepAlive(work());
        var before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(work());
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
