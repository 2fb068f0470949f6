using System.Globalization;
using Reasonator.Inference.Tokenization;
using Reasonator.Scoring;

namespace Reasonator.Formats;

/// <summary>A row of a file of texts as it was read. Whether its text may be scored is judged by the reader's caller.</summary>
/// <param name="Line">The line on which it begins, from 1; every line of the file counts.</param>
/// <param name="Id">Null where the row has none.</param>
/// <param name="Text">White space at both ends is kept; half of a surrogate pair is U+FFFD. Null where the row says null.</param>
/// <param name="IsDamaged">Whether the text has such a half: somebody has cut it before.</param>
internal sealed record InputRow(long Line, string? Id, string? Text, bool IsDamaged)
{
    /// <summary>Null where the row has none.</summary>
    public string? Label { get; init; }

    /// <summary>The probabilities of positive, negative and neutral; null unless the row has all of them.</summary>
    public (double Positive, double Negative, double Neutral)? Probabilities { get; init; }

    /// <summary>Makes a row of the values that stand there.</summary>
    /// <param name="line">Where it begins.</param>
    /// <param name="fields">The values by their field; null is a JSON null.</param>
    /// <param name="columns">Whose names the fault tells.</param>
    /// <exception cref="FormatException">A value is missing, or none that its field may hold.</exception>
    public static InputRow Of(long line, IReadOnlyDictionary<InputField, string?> fields, InputColumns columns)
    {
        if (!fields.TryGetValue(InputField.Text, out var text) && !fields.TryGetValue(InputField.Headline, out text))
        {
            throw new FormatException($"has no {columns.TextName}");
        }

        var id = fields.GetValueOrDefault(InputField.Id);
        return new InputRow(
            line,
            id is "" ? throw new FormatException("the id is empty") : id?.Replace(InputEncoding.LoneSurrogate, '\uFFFD'),
            text?.Replace(InputEncoding.LoneSurrogate, '\uFFFD'),
            text?.Contains(InputEncoding.LoneSurrogate) ?? false)
        {
            Label = fields.GetValueOrDefault(InputField.Label),
            Probabilities = Number(fields, InputField.Positive) is { } positive && Number(fields, InputField.Negative) is { } negative && Number(fields, InputField.Neutral) is { } neutral
                ? (positive, negative, neutral)
                : null,
        };
    }

    /// <summary>The text of a row whose label is known: with a text that cannot be scored the label says nothing.</summary>
    /// <exception cref="FormatException">It is missing, empty, too long or damaged; the message begins with the line.</exception>
    public string RequireText()
    {
        var length = Text.AsSpan().Trim().Length;
        return this switch
        {
            { Text: null } => throw new FormatException($"line {Line}: the text is null"),
            { IsDamaged: true } => throw new FormatException($"line {Line}: the text holds half of a surrogate pair: somebody has cut it within a character; put the whole text in its place"),
            _ when BertTokenizer.IsBlank(Text) => throw new FormatException($"line {Line}: the text is empty"),
            _ when length > ScoreItem.LongestText => throw new FormatException($"line {Line}: {LengthFault(length)}"),
            _ => Text,
        };
    }

    /// <summary>Says of a trimmed text that it has too few or too many UTF-16 units.</summary>
    public static string LengthFault(int length) => $"the text must have 1 to {ScoreItem.LongestText} UTF-16 units after trimming white space; this has {length}";

    private static double? Number(IReadOnlyDictionary<InputField, string?> fields, InputField field) => fields.GetValueOrDefault(field) switch
    {
        null => null,
        var given when double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1 => value,
        _ => throw new FormatException($"{field.ToString().ToLowerInvariant()} is no probability"),
    };
}
