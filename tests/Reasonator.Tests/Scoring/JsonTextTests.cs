using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Reasonator.Scoring;

namespace Reasonator.Tests.Scoring;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData(@"\ud83d", "\uFFFD")]
    [InlineData(@"\ude80", "\uFFFD")]
    [InlineData(@"a\ud83db", "a\uFFFDb")]
    [InlineData(@"\ud83d\ude80", "🚀")]
    [InlineData(@"\ude80\ud83d", "\uFFFD\uFFFD")]
    [InlineData(@"\ud83d\ud83d\ude80", "\uFFFD🚀")]
    [InlineData(@"\ud83d🚀", "\uFFFD🚀")]
    [InlineData(@"\""\\\/\b\f\n\r\t\u00e9", "\"\\/\b\f\n\r\té")]
    public void An_unpaired_surrogate_escape_is_read_as_the_replacement_character(string raw, string text) =>
        Assert.Equal(text, JsonText.Read(Encoding.UTF8.GetBytes(raw), escaped: true));

    [Fact]
    public void Every_text_comes_back_as_it_went_out() => Prop.ForAll<string>(text =>
    {
        var valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
        var json = JsonSerializer.SerializeToUtf8Bytes(valid);
        return JsonText.Read(json.AsSpan(1..^1), json.Contains((byte)'\\')) == valid;
    }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_refused() =>
        Assert.Throws<DecoderFallbackException>(() => JsonText.Read([(byte)'a', 0xFF], escaped: false));
}
