using System.Globalization;
using Reasonator.Inference.Runtime;
using Reasonator.Scoring;
using Reasonator.Texts;
using Spectre.Console;

namespace Reasonator.Ops;

/// <summary>What each word of a text does to its sentiment, by leaving it out; and how that looks on a terminal.</summary>
internal static class Explanation
{
    private const int Strongest = 5;

    /// <param name="text">The trimmed text.</param>
    /// <param name="score">Scores a text.</param>
    /// <exception cref="FormatException">The text has too many words.</exception>
    public static IReadOnlyList<WordEffect> Explain(string text, Func<string, Verdict> score)
    {
        var words = Words.Split(text);
        if (words.Count > ScoreRequest.MostWords)
        {
            throw new FormatException($"the text has {words.Count} words; at most {ScoreRequest.MostWords}, separated by white space, are explained");
        }

        var whole = score(text);
        return [.. words.Select(word => WordEffect.Of(word, whole, score(Words.Without(text, word))))];
    }

    /// <summary>The text with the words that pull it up in green and those that pull it down in red, then the strongest with their effects.</summary>
    /// <param name="console">The terminal.</param>
    /// <param name="text">The trimmed text; its control characters are not passed on.</param>
    /// <param name="score">With its words.</param>
    public static void Write(IAnsiConsole console, string text, ScoreLine score)
    {
        text = TerminalText.Of(text);
        var words = score.Words!;
        var most = words.Max(word => Math.Abs(word.Effect));
        var line = new Paragraph();
        var at = 0;
        foreach (var word in words)
        {
            line.Append(text[at..word.Start]);
            at = word.Start + word.Length;
            line.Append(text[word.Start..at], Style(word.Effect, most));
        }

        console.Write(line);
        console.WriteLine();
        console.WriteLine($"{score.Label}, sentiment {Signed(score.Sentiment)}");
        foreach (var word in words.OrderByDescending(word => Math.Abs(word.Effect)).Take(Strongest))
        {
            console.Write(new Text($"{Signed(word.Effect)}  {text.Substring(word.Start, word.Length)}", Style(word.Effect, most)));
            console.WriteLine();
        }
    }

    // Bold for what does at least half as much as the strongest word; plain for what does next to nothing.
    private static Style Style(double effect, double most) => (Math.Sign(effect), Math.Abs(effect) / Math.Max(most, double.Epsilon)) switch
    {
        (_, < 0.1) or (0, _) => Spectre.Console.Style.Plain,
        ( > 0, var share) => new Style(Color.Green, decoration: share < 0.5 ? Decoration.None : Decoration.Bold),
        (_, var share) => new Style(Color.Red, decoration: share < 0.5 ? Decoration.None : Decoration.Bold),
    };

    private static string Signed(double value) => value.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);
}
