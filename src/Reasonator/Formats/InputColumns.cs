namespace Reasonator.Formats;

/// <summary>The columns of a table, or the fields of JSON lines, that a reader takes. Case does not count in their names.</summary>
/// <param name="Text">The name of the texts; null for text, or headline where there is no text.</param>
/// <param name="Id">The name of the ids; null for id. A file may have none.</param>
/// <param name="Label">The name of the labels; null where they are not taken.</param>
/// <param name="Probabilities">Whether positive, negative and neutral are taken too.</param>
/// <param name="Hint">What helps where a file has no such column.</param>
internal sealed record InputColumns(string? Text = null, string? Id = null, string? Label = null, bool Probabilities = false, string Hint = "the first line must name it")
{
    /// <summary>The name of the texts, for a sentence.</summary>
    public string TextName => Text ?? "text or headline";

    /// <summary>Returns the field that a name stands for; null where it is not taken.</summary>
    public InputField? FieldOf(string name) => name switch
    {
        _ when Is(name, Text ?? "text") => InputField.Text,
        _ when Is(name, Id ?? "id") => InputField.Id,
        _ when Label is not null && Is(name, Label) => InputField.Label,
        _ when Text is null && Is(name, "headline") => InputField.Headline,
        _ when Probabilities && Is(name, "scores") => InputField.Scores,
        _ => ProbabilityOf(name),
    };

    /// <summary>Returns the probability that a name stands for; null where it is none, or not taken.</summary>
    public InputField? ProbabilityOf(string name) => name switch
    {
        _ when !Probabilities => null,
        _ when Is(name, "positive") => InputField.Positive,
        _ when Is(name, "negative") => InputField.Negative,
        _ when Is(name, "neutral") => InputField.Neutral,
        _ => null,
    };

    private static bool Is(string name, string other) => name.AsSpan().Trim().Equals(other, StringComparison.OrdinalIgnoreCase);
}
