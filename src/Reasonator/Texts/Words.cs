namespace Reasonator.Texts;

/// <summary>The words of a text as people see them: what stands between white space.</summary>
internal static class Words
{
    public static List<TextSpan> Split(ReadOnlySpan<char> text)
    {
        var words = new List<TextSpan>();
        for (var at = 0; at < text.Length; at++)
        {
            var start = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            if (at > start)
            {
                words.Add(new TextSpan(start, at - start));
            }
        }

        return words;
    }

    /// <summary>The text without one of its words and without the white space before it, trimmed; empty for the only word.</summary>
    public static string Without(string text, TextSpan word) =>
        string.Concat(text.AsSpan(0, word.Start).TrimEnd(), text.AsSpan(word.End)).Trim();
}
