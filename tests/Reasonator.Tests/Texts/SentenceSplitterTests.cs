using FsCheck;
using FsCheck.Fluent;
using Reasonator.Texts;

namespace Reasonator.Tests.Texts;

public sealed class SentenceSplitterTests
{
    /// <summary>Sentences are written with a bar between them.</summary>
    [Theory]
    [InlineData("Profit rose.|Sales fell.")]
    [InlineData("Profit rose 5%!|Why?|Nobody knows…|Sales fell")]
    [InlineData("The U.S. Treasury sold $1.2B of notes.|Yields rose 0.5 pt.")]
    [InlineData("He left the U.S.|The shares fell.")]
    [InlineData("Apple Inc. shares rose.|Alphabet Inc. Class A fell.")]
    [InlineData("It sold the unit to Apple Inc.|The deal closed on Jan. 5, 2024.|Analysts cheered.")]
    [InlineData("Mr. Musk met Dr. Lee, Sen. Warren and J.P. Morgan's John F. Smith vs. Gov. Brown.|They talked.")]
    [InlineData("\"Sales are weak.\"|The CEO left.")]
    [InlineData("“Sales are weak.”|The CEO left.")]
    [InlineData("\"Is it over?\" he asked.|Nobody answered.")]
    [InlineData("(The quarter was bad.)|It will pass.")]
    [InlineData("Shares rose at 4 p.m. Friday.|Trading ended at 4 p.m.|The index closed up.")]
    [InlineData("Revenue was $1.2 billion.|3M cut 2,500 jobs.|7-Eleven grew.")]
    [InlineData("Yahoo! shares rose.|Yum! Brands fell.|Wow!|Great.")]
    [InlineData("AT&T.|Verizon fell.")]
    [InlineData("No. 1 in phones.|He said no.|Shares fell.")]
    [InlineData("1. Profit rose.|2. Sales fell.")]
    [InlineData("In 2024.|The next year was better.")]
    [InlineData("See www.example.com.|It has more.")]
    [InlineData("Well...|Maybe ... not.|Done.")]
    [InlineData("Samsung Electronics Co., Ltd. (005930.KS) rose.|It fell later.")]
    [InlineData("利益が増えた。|株価は下がった！|なぜ？")]
    [InlineData("Headline without a stop")]
    [InlineData("!!!")]
    [InlineData("Profit rose. ---")]
    [InlineData("--- Profit rose.")]
    public void Splits_where_a_reader_would(string marked)
    {
        var sentences = marked.Split('|');
        // Japanese has no white space between sentences.
        var text = string.Join(marked.Contains('。') ? "" : " ", sentences);

        Assert.Equal(sentences, Split(text));
    }

    [Theory]
    [InlineData("Profit\nrose. Sales fell.", "Profit\nrose.", "Sales fell.")]
    [InlineData("Profit rose\n\nSales fell", "Profit rose", "Sales fell")]
    [InlineData("Profit rose\r\n \r\nSales fell", "Profit rose", "Sales fell")]
    [InlineData("Highlights:\n• Profit rose\n• Sales fell", "Highlights:", "• Profit rose", "• Sales fell")]
    [InlineData("Highlights\n - Profit rose\n - Sales fell 5 - 6%", "Highlights", "- Profit rose", "- Sales fell 5 - 6%")]
    [InlineData("  Profit rose.  \t Sales fell.  ", "Profit rose.", "Sales fell.")]
    public void Empty_lines_and_bullets_end_a_sentence_and_a_broken_line_does_not(string text, params string[] sentences) =>
        Assert.Equal(sentences, Split(text));

    [Fact]
    public void Every_character_that_is_not_white_space_is_in_exactly_one_sentence() =>
        Prop.ForAll(
            Gen.Elements("Profit", "U.S.", "Inc.", "Mr.", ".", "...", "!", "?", "\"", "”", "(", ")", " ", " ", " ", "\n", "\n\n", "•", "-", "$1.2B", "1.", "a", "A", "。", "\u00A0", "😀", "\u2029")
                .ListOf(40).Select(string.Concat).ToArbitrary(),
            text =>
            {
                var at = 0;
                foreach (var span in SentenceSplitter.Split(text))
                {
                    Assert.True(string.IsNullOrWhiteSpace(text[at..span.Start]));
                    Assert.Equal(span.Of(text).Trim(), span.Of(text));
                    Assert.True(span.Length > 0);
                    at = span.End;
                }

                Assert.True(string.IsNullOrWhiteSpace(text[at..]));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Reads_real_news_in_the_time_of_a_walk()
    {
        // Quadratic rules would take minutes here.
        Assert.Equal([new TextSpan(0, 999_999)], SentenceSplitter.Split(string.Concat(Enumerable.Repeat("U.S", 333_333))));
        Assert.Single(SentenceSplitter.Split(string.Concat(Enumerable.Repeat("U.S. ", 200_000))));
        Assert.Equal(250_000, SentenceSplitter.Split(string.Concat(Enumerable.Repeat("ab. ", 250_000)).ToUpperInvariant()).Count);
    }

    [Fact]
    public void What_the_model_cannot_read_whole_is_divided_at_white_space_until_it_can()
    {
        var text = string.Join(' ', Enumerable.Repeat("profit", 1000));
        var parts = new List<TextSpan>();

        LongSentence.Divide(text, new TextSpan(0, text.Length), 512, part => part.Count(' ') < 300, parts);

        Assert.Equal(1000, parts.Sum(part => part.Of(text).Count(' ') + 1));
        Assert.All(parts, part => Assert.InRange(part.Of(text).Count(' '), 100, 299));
        Assert.All(parts, part => Assert.Equal("profit", part.Of(text)[..6]));
    }

    [Fact]
    public void Without_white_space_it_is_divided_in_the_middle_and_never_in_a_character()
    {
        var text = "x" + string.Concat(Enumerable.Repeat("😀", 600));
        var parts = new List<TextSpan>();

        LongSentence.Divide(text, new TextSpan(0, text.Length), 512, part => part.Length < 200, parts);

        Assert.Equal(text, string.Concat(parts.Select(part => part.Of(text).ToString())));
        Assert.All(parts, part => Assert.False(char.IsLowSurrogate(text[part.Start])));
    }

    private static string[] Split(string text) => [.. SentenceSplitter.Split(text).Select(span => span.Of(text).ToString())];
}
