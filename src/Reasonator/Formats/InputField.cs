namespace Reasonator.Formats;

/// <summary>What a column or a JSON field holds.</summary>
internal enum InputField
{
    Id,
    Text,

    /// <summary>Taken for the text where there is no field of that name.</summary>
    Headline,

    Label,

    /// <summary>An object with the three probabilities. A table has none.</summary>
    Scores,

    Positive,
    Negative,
    Neutral,
}
