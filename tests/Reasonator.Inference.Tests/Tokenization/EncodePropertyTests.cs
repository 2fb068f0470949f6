using FsCheck;
using FsCheck.Fluent;
using Reasonator.Inference.Tokenization;

namespace Reasonator.Inference.Tests.Tokenization;

/// <summary>What holds for any UTF-16 at all, unpaired surrogates and NUL included.</summary>
public sealed class EncodePropertyTests
{
    private const int Unknown = 100;
    private const int Start = 101;
    private const int End = 102;

    private static readonly BertTokenizer Tokenizer = Tokenizers.BertBaseUncased;

    private static readonly Gen<char> Character = Gen.Frequency(
        (6, Gen.Choose(0x20, 0x7E).Select(unit => (char)unit)),
        (2, Gen.Elements(' ', '\t', '$', '.', '\u0301', '\u1DFB', '\u302E', '中', '각')),
        (2, Gen.Choose(0, 0xFFFF).Select(unit => (char)unit)),
        (1, Gen.Choose(0xD800, 0xDFFF).Select(unit => (char)unit)));

    private static readonly Gen<string> Text = Character.ArrayOf().Select(units => new string(units));

    [Fact]
    public void Starts_with_CLS_ends_with_SEP_and_keeps_to_the_limit() =>
        Holds((text, limit) => Tokenizer.Encode(text, limit) is { Ids: [Start, .. var pieces, End] } encoded
            && encoded.Length <= limit
            && Array.TrueForAll(pieces, id => id is Unknown or > End && id < Tokenizer.VocabularySize));

    [Fact]
    public void Cuts_off_the_end_and_says_so_only_when_it_did() =>
        Holds((text, limit) =>
        {
            var whole = Tokenizer.Encode(text);
            var cut = Tokenizer.Encode(text, limit);
            var expected = whole.Length > limit ? [.. whole.Ids[..(limit - 1)], End] : whole.Ids;
            return !whole.Truncated && cut.Ids.SequenceEqual(expected) && cut.Truncated == whole.Length > limit;
        });

    [Fact]
    public void Is_blank_when_nothing_stands_between_CLS_and_SEP() =>
        Prop.ForAll(
            Gen.Elements(' ', '\t', '\0', '\u0301', '\u200B', '\u00AD', '\uFEFF', '\uFFFD', '\uD83D', '\u1DFB', 'a').ArrayOf().Select(units => new string(units)).ToArbitrary(),
            text => Tokenizer.Encode(text).Length == 2 == BertTokenizer.IsBlank(text)).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Reads_an_unpaired_surrogate_as_the_replacement_character() =>
        Holds((text, _) =>
        {
            var replaced = string.Concat(text.EnumerateRunes());
            return Tokenizer.Encode(text).Ids.SequenceEqual(Tokenizer.Encode(replaced).Ids);
        });

    [Fact]
    public void Splits_at_a_space_as_between_two_texts() =>
        Prop.ForAll(Text.ToArbitrary(), Text.ToArbitrary(), (first, second) =>
        {
            int[] apart = [.. Tokenizer.Encode(first).Ids[..^1], .. Tokenizer.Encode(second).Ids[1..]];
            return Tokenizer.Encode($"{first} {second}").Ids.SequenceEqual(apart);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Gives_many_threads_the_same_ids()
    {
        var texts = File.ReadLines(RepositoryFiles.InRepository("models/finbert-mini/training/golden.txt")).ToArray();
        var alone = texts.Select(text => Tokenizer.Encode(text).Ids).ToArray();
        // Long enough for the threads to run side by side even on a busy machine.
        var together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => Enumerable.Range(0, 100).All(_ => texts.Select(text => Tokenizer.Encode(text).Ids)
                .Zip(alone).All(pair => pair.First.SequenceEqual(pair.Second))))));
        Assert.All(together, Assert.True);
    }

    private static void Holds(Func<string, int, bool> property) =>
        Prop.ForAll(Text.ToArbitrary(), Gen.Choose(2, 40).ToArbitrary(), property)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
}
