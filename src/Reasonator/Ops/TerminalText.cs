namespace Reasonator.Ops;

/// <summary>A text of somebody else's as a terminal may show it.</summary>
internal static class TerminalText
{
    /// <summary>Puts a space or U+FFFD in the place of every control character, so that none moves the cursor; of the same length.</summary>
    public static string Of(string text) => string.Create(text.Length, text, (to, from) =>
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = !char.IsControl(from[i]) ? from[i] : char.IsWhiteSpace(from[i]) ? ' ' : '\uFFFD';
        }
    });
}
