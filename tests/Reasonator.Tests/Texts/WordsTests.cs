using Reasonator.Texts;

namespace Reasonator.Tests.Texts;

public sealed class WordsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("Profit", "0+6")]
    [InlineData("Profit rose", "0+6 7+4")]
    [InlineData("Profit \t\u00A0rose  5%", "0+6 9+4 15+2")]
    [InlineData("😀 up", "0+2 3+2")]
    public void Words_are_what_stands_between_white_space(string text, string spans) =>
        Assert.Equal(spans, string.Join(' ', Words.Split(text).Select(w => $"{w.Start}+{w.Length}")));

    [Theory]
    [InlineData("Profit rose fast", 0, "rose fast")]
    [InlineData("Profit rose fast", 1, "Profit fast")]
    [InlineData("Profit rose fast", 2, "Profit rose")]
    [InlineData("Profit", 0, "")]
    [InlineData("Profit  rose,\nfast", 1, "Profit\nfast")]
    public void A_word_is_left_out_with_the_space_before_it(string text, int word, string rest) =>
        Assert.Equal(rest, Words.Without(text, Words.Split(text)[word]));
}
