using Reasonator.Caching;
using Reasonator.Inference.Tokenization;
using Reasonator.Pipeline;

namespace Reasonator.Tests.Pipeline;

/// <summary>Texts for jobs; what they say does not matter here, only which are the same.</summary>
internal static class JobTexts
{
    private static int _made;

    /// <summary>Texts that no other job has.</summary>
    public static TextRun[] Distinct(int count, int tokens = 3) =>
        [.. Enumerable.Range(0, count).Select(_ => Named($"text {Interlocked.Increment(ref _made)}", tokens))];

    /// <summary>The text of a name: the same name, the same text.</summary>
    public static TextRun Named(string name, int tokens = 3) => new(TextKey.Of("f", name), new TokenSequence(new int[tokens], false));
}
